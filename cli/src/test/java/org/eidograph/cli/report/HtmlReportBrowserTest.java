// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eidograph.base.Figure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("browser")
class HtmlReportBrowserTest {
  private static final int FIGURES = 5;

  @TempDir static Path directory;
  private static Playwright playwright;
  private static Browser browser;
  private static String address;
  private static String overlaps;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void openBrowser() throws IOException {
    Optional<Path> chromium = chromium();
    if (chromium.isEmpty() && "true".equals(System.getenv("CI"))) {
      Assertions.fail("CI needs Chromium on PATH or EIDOGRAPH_CHROMIUM");
    }
    Assumptions.assumeTrue(
        chromium.isPresent(), "skipped: no chromium on PATH and EIDOGRAPH_CHROMIUM is not set");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.get())
                    .setArgs(
                        List.of(
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    Path file = directory.resolve("report.html");
    HtmlReport.write(SampleReport.page(), file);
    address = file.toUri().toString();
    try (InputStream script = HtmlReportBrowserTest.class.getResourceAsStream("overlaps.js")) {
      overlaps = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void closeBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1440, LIGHT", "1440, DARK"})
  void drawsEveryFigureWithoutOverlapOrSidewaysScrolling(int width, ColorScheme scheme) {
    try (BrowserContext context = context(width, scheme, true)) {
      Page page = open(context);

      assertThat(page.locator(".chart svg").count()).isEqualTo(FIGURES);
      assertThat(page.evaluate(DRAWN_FIGURES)).isEqualTo(FIGURES);
      assertFits(page);
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void printsLightWithWholeChartsThatFitThePaper() {
    try (BrowserContext context = context(720, ColorScheme.DARK, true)) {
      Page page = open(context);
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

      assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(255, 255, 255)");
      assertThat(page.evaluate(DRAWN_FIGURES)).isEqualTo(FIGURES);
      assertFits(page);
    }
  }

  @Test
  void showsTheNumbersAsTablesWithoutScripts() {
    try (BrowserContext context = context(360, ColorScheme.LIGHT, false)) {
      Page page = open(context);

      assertThat(page.locator("figure table:visible").count()).isEqualTo(FIGURES);
      assertThat(page.locator(".chart:visible, #theme:visible").count()).isZero();
      assertFits(page);
    }
  }

  @Test
  void theButtonSwitchesBetweenLightAndDark() {
    try (BrowserContext context = context(1440, ColorScheme.LIGHT, true)) {
      Page page = open(context);
      Object before = page.evaluate("getComputedStyle(document.body).backgroundColor");

      page.click("#theme");

      assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isNotEqualTo(before);
    }
  }

  @Test
  void aLegendEntryHidesItsSeries() {
    try (BrowserContext context = context(1440, ColorScheme.LIGHT, true)) {
      Page page = open(context);
      String paths = "document.querySelectorAll('#figure-loss .chart path').length";
      int before = (int) page.evaluate(paths);

      page.click("#figure-loss .legend button:nth-child(2)");
      page.waitForFunction(paths + " < " + before);

      assertThat(page.getAttribute("#figure-loss .legend button:nth-child(2)", "aria-pressed"))
          .isEqualTo("false");
    }
  }

  /** Losses of language models lie close together; whole decades would show them as a flat line. */
  @Test
  void aNarrowLogarithmicAxisEndsNearItsValues(@TempDir Path place) {
    Figure figure =
        new Figure(
            "narrow",
            "Loss against the width",
            "",
            Figure.Axis.log("width"),
            Figure.Axis.log("loss"),
            List.of(
                new Figure.Series(
                    "run",
                    Figure.Kind.LINE,
                    new double[] {64, 128, 256},
                    new double[] {5.47, 5.36, 5.31})));
    Path file = place.resolve("narrow.html");
    HtmlReport.write(
        new ReportPage("Narrow", "", List.of(new Section.Figures("Figures", List.of(figure)))),
        file);

    try (BrowserContext context = context(1440, ColorScheme.LIGHT, true)) {
      Page page = context.newPage();
      page.navigate(file.toUri().toString());
      List<?> labels =
          (List<?>)
              page.evaluate(
                  "[...document.querySelectorAll('.chart svg text')].map(t => t.textContent)");

      assertThat(labels.stream().map(String::valueOf))
          .contains("64", "128", "256", "5.4")
          .doesNotContain("1", "10", "100", "1,000");
    }
  }

  private static final String DRAWN_FIGURES =
      "[...document.querySelectorAll('.chart svg')]"
          + ".filter(s => s.getBoundingClientRect().height > 100"
          + " && [...s.querySelectorAll('path')].some(p => (p.getAttribute('d') || '').length > 20))"
          + ".length";

  private static void assertFits(Page page) {
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        .as("sideways scrolling, px")
        .isEqualTo(0);
    assertThat((List<?>) page.evaluate(overlaps)).as("overlapping texts").isEmpty();
  }

  private static BrowserContext context(int width, ColorScheme scheme, boolean scripts) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(width, 900)
            .setColorScheme(scheme)
            .setJavaScriptEnabled(scripts));
  }

  private Page open(BrowserContext context) {
    Page page = context.newPage();
    page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().equals(address) && !request.url().startsWith("data:")) {
            complaints.add("request: " + request.url());
          }
        });
    page.navigate(address);
    return page;
  }

  private static Optional<Path> chromium() {
    String named = System.getenv("EIDOGRAPH_CHROMIUM");
    Stream<Path> onPath =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "chromium"));
    Stream<Path> candidates = named == null ? onPath : Stream.of(Path.of(named));
    return candidates.filter(Files::isExecutable).findFirst();
  }
}
