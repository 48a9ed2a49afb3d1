// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  @TempDir Path directory;

  @Test
  void writesOneFileThatNamesNoOtherResource() throws Exception {
    Path file = directory.resolve("report.html");

    HtmlReport.write(SampleReport.page(), file);

    String html = Files.readString(file);
    String markup = html.substring(0, html.indexOf("<script type="));
    assertThat(markup)
        .startsWith("<!DOCTYPE html>")
        .doesNotContainPattern("(src|href)=\"(?!#|data:,)")
        .doesNotContain("url(", "@import");
    assertThat(html.contains("Licensed to the Apache Software Foundation")).isTrue();
  }

  @Test
  void escapesHostileTextEverywhere() {
    String html = HtmlReport.html(SampleReport.page());

    assertThat(html.contains("<script>alert")).isFalse();
    assertThat(html.contains("&lt;script&gt;alert(&#39;x&#39;)")).isTrue();
  }

  @Test
  void jsonInAScriptElementHoldsNoCharacterThatCouldEndIt() {
    assertThat(Html.escapeJson("[\"</script>&\u2028\"]"))
        .isEqualTo("[\"\\u003c/script\\u003e\\u0026\\u2028\"]");
  }

  @Test
  void leavesTheChartLibraryOutOfAPageWithoutFigures() {
    ReportPage page =
        new ReportPage("Title", "", List.of(new Section.Prose("Note", List.of("Text."))));

    assertThat(HtmlReport.html(page)).doesNotContain("echarts").hasSizeLessThan(20_000);
  }
}
