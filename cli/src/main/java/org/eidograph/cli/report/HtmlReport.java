// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.eidograph.cli.report.Html.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Figure;

/**
 * A report as one HTML file that fetches nothing: style, scripts and numbers are inside.
 *
 * <p>About 1 MB of it is Apache ECharts, left out if the page has no figure.
 */
public final class HtmlReport {
  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private HtmlReport() {}

  /**
   * Writes {@code file}, replacing an older one in one step.
   *
   * @throws org.eidograph.base.OutOfResourcesException if the disk is full or refuses the write
   */
  public static void write(ReportPage page, Path file) {
    AtomicFiles.writeString(file, html(page));
  }

  static String html(ReportPage page) {
    List<Figure> figures =
        page.sections().stream()
            .filter(Section.Figures.class::isInstance)
            .flatMap(section -> ((Section.Figures) section).figures().stream())
            .toList();
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>%1$s</title>
        <style>%2$s</style>
        <script>%3$s</script>
        </head>
        <body>
        <header>
        <div><h1>%1$s</h1><p>%4$s</p></div>
        <button type="button" id="theme" aria-label="Switch between light and dark">Light / dark</button>
        <nav aria-label="Contents">%5$s</nav>
        </header>
        <main>
        %6$s</main>
        <footer>Made by Eidograph. This file is complete: it reads nothing from the network.</footer>
        %7$s</body>
        </html>
        """
        .formatted(
            escape(page.title()),
            resource("report.css"),
            resource("theme.js"),
            escape(page.subtitle()),
            contents(page),
            page.sections().stream().map(SectionMarkup::of).collect(Collectors.joining()),
            figures.isEmpty() ? "" : scripts(figures));
  }

  private static String contents(ReportPage page) {
    return page.sections().stream()
        .map(Section::heading)
        .map(heading -> "<a href=\"#%s\">%s</a>".formatted(Html.anchor(heading), escape(heading)))
        .collect(Collectors.joining("\n"));
  }

  private static String scripts(List<Figure> figures) {
    return """
        <script type="application/json" id="figures">%s</script>
        <script>%s</script>
        <script>%s</script>
        """
        .formatted(
            Html.escapeJson(FigureJson.of(figures)), resource(ECHARTS), resource("report.js"));
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the installation: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
