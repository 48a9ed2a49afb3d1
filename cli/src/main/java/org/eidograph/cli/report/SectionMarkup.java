// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.eidograph.cli.report.Html.escape;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.cli.report.Section.Fact;
import org.eidograph.cli.report.Section.Highlight;
import org.eidograph.cli.report.Section.Sample;
import org.jspecify.annotations.Nullable;

/** Sections as HTML; the only place that knows the page's elements and class names. */
final class SectionMarkup {
  private static final Pattern NUMBER = Pattern.compile("[-+−]?[0-9][0-9.,e+−-]*( ?[%×x])?|[–∞]|");

  private SectionMarkup() {}

  static String of(Section section) {
    String anchor = Html.anchor(section.heading());
    return """
    <section id="%1$s" aria-labelledby="%1$s-heading">
    <h2 id="%1$s-heading">%2$s</h2>
    %3$s
    </section>
    """
        .formatted(anchor, escape(section.heading()), body(section));
  }

  private static String body(Section section) {
    if (section instanceof Section.Prose prose) {
      return each(prose.paragraphs(), text -> "<p>" + escape(text) + "</p>");
    } else if (section instanceof Section.Highlights highlights) {
      return "<dl class=\"highlights\">"
          + each(highlights.highlights(), SectionMarkup::highlight)
          + "</dl>";
    } else if (section instanceof Section.Facts facts) {
      return "<dl class=\"facts\">" + each(facts.facts(), SectionMarkup::fact) + "</dl>";
    } else if (section instanceof Section.Tables tables) {
      return each(tables.tables(), SectionMarkup::table);
    } else if (section instanceof Section.Figures figures) {
      return "<div class=\"figures\">" + each(figures.figures(), SectionMarkup::figure) + "</div>";
    } else if (section instanceof Section.Matrix matrix) {
      return MatrixMarkup.of(matrix);
    } else if (section instanceof Section.Heat heat) {
      return "<p>%s</p>%s".formatted(escape(heat.caption()), HeatMarkup.of(heat.map()));
    } else if (section instanceof Section.Samples samples) {
      return each(samples.samples(), SectionMarkup::sample);
    }
    throw new AssertionError(section);
  }

  private static String highlight(Highlight one) {
    return "<div><dt>%s</dt><dd>%s%s</dd></div>"
        .formatted(escape(one.label()), span("value", one.value()), span("note", one.note()));
  }

  private static String fact(Fact fact) {
    return "<div><dt>%s</dt><dd>%s%s%s</dd></div>"
        .formatted(
            escape(fact.name()),
            span("value", fact.value()),
            span("reason", fact.reason()),
            span("citation", fact.citation()));
  }

  private static String span(String style, @Nullable String text) {
    return text == null || text.isEmpty()
        ? ""
        : "<span class=\"%s\">%s</span>".formatted(style, escape(text));
  }

  private static String table(Table table) {
    List<Boolean> numeric =
        IntStream.range(0, table.columns().size()).mapToObj(i -> isNumeric(table, i)).toList();
    String rows = each(table.rows(), row -> "<tr>" + cells("td", row, numeric) + "</tr>");
    return """
    <div class="scroll" tabindex="0" role="region" aria-label="%1$s"><table>
    <caption>%1$s</caption>
    <thead><tr>%2$s</tr></thead><tbody>%3$s</tbody></table></div>
    """
        .formatted(escape(table.title()), cells("th", table.columns(), numeric), rows);
  }

  private static String cells(String element, List<String> cells, List<Boolean> numeric) {
    String scope = element.equals("th") ? " scope=\"col\"" : "";
    return IntStream.range(0, cells.size())
        .mapToObj(
            i ->
                "<%1$s%2$s%3$s>%4$s</%1$s>"
                    .formatted(
                        element,
                        scope,
                        numeric.get(i) ? " class=\"number\"" : "",
                        escape(cells.get(i))))
        .collect(Collectors.joining());
  }

  private static boolean isNumeric(Table table, int column) {
    return table.rows().stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }

  private static String figure(Figure figure) {
    return """
    <figure id="figure-%1$s">
    <h3>%2$s</h3>
    <div class="legend"></div>
    <p class="axis">%3$s</p>
    <div class="chart" role="img" aria-label="%2$s. %4$s"></div>
    %5$s
    <details open><summary>Numbers</summary>%6$s</details>
    </figure>
    """
        .formatted(
            figure.id(),
            escape(figure.title()),
            escape(figure.y().label()),
            escape(describe(figure)),
            figure.caption().isEmpty()
                ? ""
                : "<figcaption>" + escape(figure.caption()) + "</figcaption>",
            table(FigureTable.of(figure)));
  }

  private static String describe(Figure figure) {
    String names =
        figure.series().stream().map(Figure.Series::name).collect(Collectors.joining(", "));
    return "%s against %s: %s. The numbers follow as a table."
        .formatted(figure.y().label(), figure.x().label(), names);
  }

  private static String sample(Sample sample) {
    return """
    <article class="sample"><p class="prompt"><span>Prompt</span>%s</p>
    <div class="pair"><div><h3>Before</h3><p>%s</p></div><div><h3>After</h3><p>%s</p></div></div>
    %s</article>
    """
        .formatted(
            escape(sample.prompt()),
            escape(sample.before().strip()),
            escape(sample.after().strip()),
            during(sample));
  }

  private static String during(Sample sample) {
    return sample.during().isEmpty()
        ? ""
        : "<details><summary>On the way</summary>%s</details>\n"
            .formatted(
                each(
                    sample.during(),
                    stage ->
                        "<h3>%s</h3><p>%s</p>"
                            .formatted(escape(stage.label()), escape(stage.text().strip()))));
  }

  private static <T> String each(List<T> items, Function<T, String> markup) {
    return items.stream().map(markup).collect(Collectors.joining("\n"));
  }
}
