// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code eido signal diagnose} on the stories checkpoint. */
class DiagnoseCommandTest {
  static final List<String> QUICK =
      List.of("--texts", "2", "--tokens", "8", "--probes", "2", "--iterations", "2");

  @TempDir private Path place;

  static Terminal diagnose(Path model, List<String> line, String... more) {
    List<String> all = new ArrayList<>(List.of("signal", "diagnose", "--model", model.toString()));
    all.addAll(line);
    all.addAll(List.of(more));
    return Terminal.eido(all.toArray(String[]::new));
  }

  private static JsonNode quick(String... more) {
    List<String> line = new ArrayList<>(List.of(more));
    for (int i = 0; i < QUICK.size(); i += 2) {
      if (!line.contains(QUICK.get(i))) {
        line.addAll(QUICK.subList(i, i + 2));
      }
    }
    return diagnose(TrialRuns.STORIES, line, "--json").json();
  }

  @Test
  @Proves("signal diagnose --model --texts --tokens --probes --iterations --json")
  void sizesAreThoseThatAreAskedFor() {
    JsonNode sample =
        quick("--texts", "3", "--tokens", "9", "--probes", "1", "--iterations", "3", "--seed", "7")
            .get("sample");

    assertThat(sample.get("texts").asInt()).isEqualTo(3);
    assertThat(sample.get("tokens").asInt()).isEqualTo(9);
    assertThat(sample.get("probes").asInt()).isEqualTo(1);
    assertThat(sample.get("iterations").asInt()).isEqualTo(3);
    assertThat(sample.get("seed").asInt()).isEqualTo(7);
    assertThat(sample.get("source").asString()).isEqualTo("built-in passages");
  }

  /** What is given by hand wins, so that a thorough run may stay small here. */
  @Test
  @Tag("slow")
  @Proves("signal diagnose --thorough")
  void thoroughTakesMoreOfWhatIsNotGiven() {
    JsonNode usual = quick().get("sample");
    JsonNode thorough =
        diagnose(
                TrialRuns.STORIES,
                List.of("--thorough", "--texts", "2", "--tokens", "8", "--probes", "1"),
                "--json")
            .json()
            .get("sample");

    assertThat(usual.get("iterations").asInt()).isEqualTo(2);
    assertThat(thorough.get("iterations").asInt()).isEqualTo(30);
    assertThat(thorough.get("probes").asInt()).isEqualTo(1);
  }

  @Test
  void neutralValuesChangeNothing() {
    assertThat(quick("--seed", "0", "--workers", "0", "--dtype", "fp32", "--device", "cpu"))
        .isEqualTo(quick());
  }

  @Test
  @Proves("signal diagnose --seed")
  void aSeedOfItsOwnMovesProbesAndTexts() {
    JsonNode first = quick();
    JsonNode second = quick("--seed", "5");

    assertThat(second.at("/jacobian/frobenius")).isNotEqualTo(first.at("/jacobian/frobenius"));
    assertThat(second.at("/stream/0/stream")).isNotEqualTo(first.at("/stream/0/stream"));
    assertThat(second.at("/weights/0/variance")).isEqualTo(first.at("/weights/0/variance"));
  }

  @Test
  @Proves("signal diagnose --workers")
  void workersChangeNothing() {
    assertThat(quick("--workers", "1")).isEqualTo(quick("--workers", "2"));
    assertThat(diagnose(TrialRuns.STORIES, QUICK, "--workers", "-1").exitCode()).isEqualTo(2);
  }

  @Test
  @Proves("signal diagnose --data")
  void ownTextsAreTakenInPlaceOfOurs() {
    Path texts = TrialRuns.write(place.resolve("a.jsonl"), rows("once upon a time there was "));
    JsonNode own = quick("--data", texts.toString());

    assertThat(own.at("/sample/source").asString()).isEqualTo("data");
    assertThat(own.at("/stream/5/gradient")).isNotEqualTo(quick().at("/stream/5/gradient"));
  }

  private static String rows(String words) {
    StringBuilder rows = new StringBuilder();
    for (String first : List.of("The king said: ", "A little cat said: ", "My big red ball: ")) {
      rows.append("{\"text\":\"").append(first).append(words).append("\"}\n");
    }
    return rows.toString();
  }

  @Test
  @Proves("signal diagnose --dtype --device")
  void weightsMayBeRoundedAndTheDeviceMustExist() {
    JsonNode rounded = quick("--dtype", "bf16");

    double exact = quick().at("/weights/0/variance").asDouble();
    assertThat(rounded.at("/weights/0/variance").asDouble())
        .isNotEqualTo(exact)
        .isBetween(0.99 * exact, 1.01 * exact); // bfloat16 rounds each weight by at most 0.4 %
    Terminal nowhere = diagnose(TrialRuns.STORIES, QUICK, "--device", "tpu");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("got 'tpu'");
  }

  @Test
  @Tag("slow")
  @Proves("signal diagnose --output-dir --overwrite")
  void reportHoldsEveryFigureAndIsReplacedOnlyOnDemand() throws Exception {
    Path output = place.resolve("diagnosis");
    String[] same = {"--output-dir", output.toString()};
    Terminal first = diagnose(TrialRuns.STORIES, QUICK, same);
    String page = Files.readString(output.resolve("report.html"));
    JsonNode kept = TrialRuns.parse(output.resolve("diagnosis.json"));

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(page)
        .contains("What each branch adds", "How alike different texts become")
        .contains("How changes of the stream reach its end", "Not covered by theory");
    assertThat(kept.get("stream")).hasSize(6);
    assertThat(kept).isEqualTo(quick());
    assertThat(diagnose(TrialRuns.STORIES, QUICK, same).exitCode()).isEqualTo(2);
    Terminal again = diagnose(TrialRuns.STORIES, QUICK, same[0], same[1], "--overwrite");
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  @Test
  @Proves("signal diagnose --config --set")
  void settingsMayComeFromAFile() {
    Path file = TrialRuns.write(place.resolve("d.yaml"), "texts: 2\ntokens: 8\nprobes: 2\n");
    JsonNode set =
        diagnose(
                TrialRuns.STORIES,
                List.of("--config", file.toString(), "--set", "iterations=2"),
                "--json")
            .json();

    assertThat(set).isEqualTo(quick());
  }

  /** Every figure is finite, and those of random probes carry an error. */
  @Test
  void jsonIsTheWholeRecord() {
    JsonNode found = quick();

    assertThat(found.propertyNames())
        .containsAll(
            Set.of("model", "findings", "remarks", "branch_scale", "jacobian", "not_covered"));
    assertThat(found.get("branches")).hasSize(10);
    assertThat(found.get("weights")).hasSize(35);
    assertThat(found.toString()).doesNotContain("NaN", "Infinity");
    assertThat(found.at("/jacobian/frobenius/standard_error").asDouble()).isPositive();
  }
}
