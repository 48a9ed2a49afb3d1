// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.eidograph.cli.report.Html.escape;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eidograph.placement.HeatMap;

/**
 * A heat map as a table whose cells are tinted: one colour below 1, another above, none at 1, so
 * that it can be read, copied and printed without the colours.
 */
final class HeatMarkup {
  /** Strongest tint, in percent, that leaves the numbers legible in both themes. */
  private static final double STRONGEST = 55;

  private HeatMarkup() {}

  static String of(HeatMap map) {
    double widest =
        map.values().stream()
            .flatMap(List::stream)
            .filter(value -> !value.isNaN())
            .mapToDouble(value -> Math.abs(value - 1))
            .max()
            .orElse(0);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < map.rows().size(); i++) {
      rows.append("<tr><th scope=\"row\">").append(escape(map.rows().get(i))).append("</th>");
      map.values().get(i).forEach(value -> rows.append(cell(value, widest)));
      rows.append("</tr>\n");
    }
    String heads =
        map.columns().stream()
            .map(name -> "<th scope=\"col\">" + escape(name) + "</th>")
            .collect(Collectors.joining());
    return """
    <div class="scroll heat" tabindex="0" role="region" aria-label="%1$s"><table>
    <caption>%1$s</caption>
    <thead><tr><th scope="col">%2$s</th>%3$s</tr></thead><tbody>
    %4$s</tbody></table></div>
    """
        .formatted(escape(map.title()), escape(map.rowLabel()), heads, rows);
  }

  private static String cell(double value, double widest) {
    if (Double.isNaN(value)) {
      return "<td>–</td>";
    }
    double tint = widest == 0 ? 0 : STRONGEST * (value - 1) / widest;
    return String.format(
        Locale.ROOT,
        "<td style=\"--low:%.0f;--high:%.0f\">%.3f</td>",
        Math.max(0, -tint),
        Math.max(0, tint),
        value);
  }
}
