// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido signal limit}, as a user gives it. */
class SignalLimitCommandTest {
  /** Sizes that take no time. */
  private static final List<String> SMALL =
      List.of(
          "--widths",
          "2,4",
          "--steps",
          "20",
          "--paths",
          "50",
          "--grid-widths",
          "16",
          "--grid-depths",
          "8",
          "--networks",
          "20",
          "--seed",
          "3");

  @TempDir private Path place;

  @Test
  void sizesAreThoseThatWereAskedFor() {
    JsonNode report = limit();

    assertThat(report.get("narrow").size()).isEqualTo(2);
    assertThat(report.at("/narrow/1/width").asInt()).isEqualTo(4);
    assertThat(report.at("/narrow/1/closed_mean").asDouble()).isEqualTo(1 / 60.0, within(1e-15));
    assertThat(report.at("/sizes/0/depth").asInt()).isEqualTo(8);
    assertThat(report.at("/plain/0/closed_variance").asDouble()).isEqualTo(2.5);
    assertThat(report.get("smallest_growing_width").asInt()).isEqualTo(4);
    // Digits of a second program.
    assertThat(report.at("/limit/variance").asDouble()).isEqualTo(1.6487212707, within(1e-9));
  }

  /** The option at that place in {@link #SMALL}, its other value, and what it must change. */
  @ParameterizedTest
  @CsvSource({
    "1, '2,5', /narrow/1/mean",
    "3, 21, /narrow/0/mean",
    "5, 51, /narrow/0/mean",
    "7, 17, /sizes/0/variance",
    "9, 9, /sizes/0/variance",
    "11, 21, /sizes/0/variance",
    "13, 4, /narrow/0/mean",
    "13, 4, /sizes/0/variance"
  })
  @Proves({
    "signal limit --widths --steps --paths --grid-widths --grid-depths --networks",
    "signal limit --seed --json"
  })
  void everySizeAndTheSeedChangeWhatIsDrawn(int index, String value, String pointer) {
    List<String> other = new ArrayList<>(SMALL);
    other.set(index, value);

    assertThat(run(other).at(pointer)).isNotEqualTo(limit().at(pointer));
    assertThat(run(SMALL).at(pointer)).isEqualTo(limit().at(pointer));
  }

  @Test
  @Proves("signal limit --correlation")
  void correlationMovesTheLimit() {
    assertThat(limit("--correlation", "0.9").at("/limit/gamma").asDouble())
        .isEqualTo(1 - 0.9046033449, within(1e-9));
    assertThat(limit("--correlation", "0.5")).isEqualTo(limit());
  }

  @Test
  void textShowsAllTables() {
    String text = Terminal.eido(line(SMALL, List.of())).out();

    assertThat(text)
        .contains("typical norms grow from width 4 on")
        .contains("limit in any order: q(a, a) = 1.649, q(a, b) = 0.9073")
        .contains("Other scales than 1/√L, infinite width, 8 branches")
        .contains("Plain networks instead");
  }

  @Test
  @Proves("signal limit --output-dir --overwrite --config --set")
  void directoryKeepsTheResultAndItsFiguresAndIsNotReplaced() throws Exception {
    String out = place.resolve("out").toString();
    Path settings = Files.writeString(place.resolve("l.yaml"), "correlation: 0.25\n");
    List<String> more = List.of("--config", settings.toString(), "--output-dir", out);

    Terminal first = Terminal.eido(line(SMALL, more));

    assertThat(first.exitCode()).as(first.err()).isZero();
    JsonNode kept = Json.readObject(Path.of(out, "result.json"));
    assertThat(kept.at("/limit/gamma").asDouble())
        .isEqualTo(1 - 0.3419325458, within(1e-9)); // digits of a second program
    assertThat(kept).isEqualTo(limit("--set", "correlation=0.25"));
    assertThat(Path.of(out, "report.html"))
        .content()
        .contains("figure-limit-drift", "figure-limit-error", "Width and Depth Limits Commute");
    assertThat(Terminal.eido(line(SMALL, more)).err()).contains("must be new or empty");
    List<String> again = new ArrayList<>(more);
    again.add("--overwrite");
    assertThat(Terminal.eido(line(SMALL, again)).exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--widths 0|a width must be at least 1, got 0",
        "--grid-widths 0|a width must be at least 1, got 0",
        "--grid-depths 0|a depth must be at least 1, got 0",
        "--steps 0|steps must be at least 1, got 0",
        "--paths 1|paths must be at least 2, got 1",
        "--networks 1|networks must be at least 2, got 1",
        "--correlation -2|must lie between -1.0 and 1.0, got -2.0",
        "--widths 1000 --paths 100000|lower --paths, --networks or the sizes",
        "--grid-depths 2000000000|a depth must be at most 10000000, got [2000000000]",
        "--widths few|'few'"
      })
  void mistakesOfUseEndWithTwo(String options, String message) {
    Terminal terminal = Terminal.eido(("signal limit " + options).split(" "));

    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void examplesOfTheHelpRun() {
    SignalExamples.run("limit", place, "--paths", "20", "--networks", "2");
  }

  private static JsonNode limit(String... more) {
    return Terminal.eido(line(SMALL, with("--json", more))).json();
  }

  private static JsonNode run(List<String> options) {
    return Terminal.eido(line(options, List.of("--json"))).json();
  }

  private static List<String> with(String first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all;
  }

  private static String[] line(List<String> options, List<String> more) {
    List<String> all = new ArrayList<>(List.of("signal", "limit"));
    all.addAll(options);
    all.addAll(more);
    return all.toArray(String[]::new);
  }
}
