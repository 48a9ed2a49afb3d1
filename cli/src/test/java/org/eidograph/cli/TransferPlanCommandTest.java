// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code eido transfer plan} on the two models of the examples. */
class TransferPlanCommandTest {
  static final String SMALL = "../docs/examples/small/config.json";
  static final String LARGE = "../docs/examples/large/config.json";

  /** A few roundings of numbers below 1. */
  private static final Offset<Double> EXACT = Offset.offset(1e-15);

  /** The lines of the plan without options; made once, since starting up takes longest. */
  private static final List<String> USUAL = tensors(plan("--json"));

  @TempDir private Path place;

  @Test
  void tableIsTheOneReadmeShows() throws Exception {
    Terminal terminal = plan("--lr", "0.01", "--weight-decay", "0.1");

    assertThat(terminal.exitCode()).isZero();
    Snippet.check("transfer-plan", terminal.out());
    assertThat(terminal.out()).contains("assumed, not tuned: epsilon 1e-8, initial std 0.02");
  }

  @Test
  void jsonTableAndSidecarAreOnePlan() throws Exception {
    Path file = place.resolve("plan.json");

    String json = plan("--json", "--output", file.toString()).out();

    assertThat(Json.readObject(file)).isEqualTo(Json.parse(json, "json"));
    assertThat(Json.readObject(file).get("assumed").size()).isEqualTo(4);
    for (JsonNode line : Json.readObject(file).get("tensors")) {
      assertThat(plan().out()).contains(line.get("pattern").stringValue());
    }
    assertThat(plan("--output", file.toString()).out()).endsWith("kept in " + file + "\n");
  }

  /** The exact factors: everything is proportional to the tuned values. */
  @ParameterizedTest
  @CsvSource({
    "--lr,lr,0.04,0.01",
    "--learning-rate,lr,0.04,0.01",
    "--eps,eps,4e-6,1e-6",
    "--weight-decay,weight_decay,0.01,0.04",
    "--init-std,init_std,0.04,0.02"
  })
  @Proves("transfer plan --learning-rate --epsilon --weight-decay --init-std")
  void tunedValuesScaleTheirColumnAndAreNotAssumed(
      String option, String key, String value, double expected) {
    JsonNode plan = Json.parse(plan(option, value, "--json").out(), "plan");

    assertThat(matrix(plan).get(key).doubleValue()).isCloseTo(expected, EXACT);
    assertThat(plan.get("hparams").get(key).doubleValue()).isEqualTo(Double.parseDouble(value));
    assertThat(plan.get("assumed").size()).isEqualTo(3);
    assertThat(plan.get("assumed").toString()).doesNotContain('"' + key + '"');
  }

  @ParameterizedTest
  @CsvSource({
    "--lr,0.01",
    "--weight-decay,0.1",
    "--eps,1e-8",
    "--init-std,0.02",
    "--parametrization,mup-B",
    "--optimizer,adamw",
    "--embedding-rule,mup",
    "--weight-decay-rule,product"
  })
  void defaultsNamedChangeNoLine(String option, String value) {
    assertThat(tensors(plan(option, value, "--json"))).isEqualTo(USUAL);
  }

  @ParameterizedTest
  @CsvSource({
    "--parametrization,sp",
    "--parametrization,mup-C",
    "--optimizer,sgd",
    "--embedding-rule,lv",
    "--weight-decay-rule,none"
  })
  @Proves("transfer plan --parametrization --optimizer --embedding-rule --weight-decay-rule")
  void rulesChangeTheLines(String option, String value) {
    assertThat(tensors(plan(option, value, "--json"))).isNotEqualTo(USUAL);
  }

  /** Equal counts are the usual assumption; one token in all the data is the regime of muP. */
  @Test
  @Proves("transfer plan --token-counts")
  void tokenCountsMoveTheRateOfTheEmbedding() throws Exception {
    Path equal = Files.writeString(place.resolve("equal.txt"), "7\n".repeat(32000));
    Path single = Files.writeString(place.resolve("one.txt"), "0\n".repeat(31999) + "5\n");
    Path few = Files.writeString(place.resolve("few.txt"), "7\n7\n");
    Path words = Files.writeString(place.resolve("words.txt"), "7\nmany\n");

    double uniform = embeddingRate(plan("--embedding-rule", "auto", "--json"));
    assertThat(embeddingRate(counted(equal))).isCloseTo(uniform, EXACT);
    assertThat(embeddingRate(counted(single))).isBetween(0.98e-2, 1e-2);
    assertThat(counted(few).err()).contains("each of the target's 32000 tokens, got 2");
    assertThat(counted(words).err()).contains("got 'many' on line 2");
    assertThat(counted(place.resolve("none.txt")).exitCode()).isEqualTo(4);
    assertThat(plan("--token-counts", equal.toString()).err())
        .contains("token counts change only the embedding rule auto, got the rule mup");
  }

  private static Terminal counted(Path counts) {
    return plan("--embedding-rule", "auto", "--token-counts", counts.toString(), "--json");
  }

  private static double embeddingRate(Terminal json) {
    return Json.parse(json.out(), "plan").get("tensors").get(0).get("lr").doubleValue();
  }

  @Test
  @Proves({
    "transfer plan --zero-readout --zero-query --decay-vectors --key-value-as-readout",
    "transfer plan --from-checkpoint"
  })
  void startsChangeTheirTensorsAlone() throws Exception {
    String fixed = Files.readString(Path.of(LARGE)).replace("_heads\": 8", "_heads\": 2");
    String[] line = {
      "transfer", "plan", "--base", SMALL, "--target", config(place, fixed).toString(), "--json"
    };
    String[] readout = Arrays.copyOf(line, line.length + 1);
    readout[line.length] = "--key-value-as-readout";

    assertThat(changed(plan("--zero-readout", "--json"))).containsExactly("lm_head.weight");
    assertThat(changed(plan("--zero-query", "--json")))
        .containsExactly("model.layers.*.self_attn.q_proj.weight");
    assertThat(changed(plan("--decay-vectors", "--json"))).allMatch(name -> name.contains("norm"));
    assertThat(changed(plan("--decay-vectors", "--json"))).hasSize(3);
    assertThat(changed(plan("--key-value-as-readout", "--json"))).isEmpty();
    assertThat(changed(tensors(Terminal.eido(line)), Terminal.eido(readout)))
        .containsExactly(
            "model.layers.*.self_attn.k_proj.weight", "model.layers.*.self_attn.v_proj.weight");
    assertThat(changed(plan("--from-checkpoint", "--json"))).isEmpty();
    assertThat(plan("--from-checkpoint").out()).contains("its absolute rates promise nothing");
    assertThat(plan().out()).doesNotContain("promise nothing");
  }

  @Test
  @Proves("transfer plan --base --base-width --target --config --set --json")
  void directoryBaseWidthAndSettingsFileSayTheSame() throws Exception {
    Path settings = Files.writeString(place.resolve("plan.yaml"), "base_width: 256\n");

    Terminal directories =
        Terminal.eido(
            "transfer", "plan", "--base", "../docs/examples/small", "--target", LARGE, "--json");
    Terminal width =
        Terminal.eido("transfer", "plan", "--base-width", "256", "--target", LARGE, "--json");
    Terminal file =
        Terminal.eido(
            "transfer", "plan", "--config", settings.toString(), "--target", LARGE, "--json");

    assertThat(directories.out()).isEqualTo(plan("--json").out());
    assertThat(width.out()).isEqualTo(plan("--json").out());
    assertThat(file.out()).isEqualTo(plan("--json").out());
  }

  @Test
  @Proves("transfer plan --tensor")
  void oneTensorIsExplained() {
    Terminal text = plan("--tensor", "model.layers.7.self_attn.q_proj.weight");
    JsonNode json =
        Json.parse(
            plan("--tensor", "model.layers.*.self_attn.q_proj.weight", "--json").out(), "json");

    assertThat(text.out())
        .contains("HIDDEN", "outputs x4, inputs x4", "0.0025", "arXiv 2203.03466");
    assertThat(json.get("lr").doubleValue()).isEqualTo(0.0025);
    assertThat(json.get("reason").stringValue()).contains("rate /m_in");
  }

  @Test
  @Proves("transfer plan --format --output")
  void formatPrintsNothingButTheSnippetAndKeepsThePlanToo() {
    Path file = place.resolve("plan.json");
    Terminal terminal = plan("--format", "torch-param-groups", "--output", file.toString());

    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out())
        .startsWith("# eido transfer plan: mup-B, adamw, hidden size 256 to 1024\nimport re\n");
    assertThat(file).isRegularFile();
    assertThat(plan("--format", "megatron").out()).contains("--use-mup");
  }

  @Test
  void examplesOfTheHelpRun() {
    List<String> examples =
        plan("--help").out().lines().filter(line -> line.startsWith("  eido ")).toList();

    assertThat(examples).hasSize(2);
    for (String example : examples) {
      String[] arguments =
          example.replace("  eido ", "").replace("docs/", "../docs/").split(" ", -1);
      assertThat(Terminal.eido(arguments).exitCode()).as(example).isZero();
    }
  }

  private static JsonNode matrix(JsonNode plan) {
    for (JsonNode line : plan.get("tensors")) {
      if (line.get("pattern").stringValue().endsWith("up_proj.weight")) {
        return line;
      }
    }
    throw new AssertionError("no matrix in the plan");
  }

  /** The numbers of all lines; labels may differ. */
  private static List<String> tensors(Terminal json) {
    List<String> lines = new ArrayList<>();
    for (JsonNode line : Json.parse(json.out(), "plan").get("tensors")) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static List<String> changed(Terminal other) {
    return changed(USUAL, other);
  }

  private static List<String> changed(List<String> before, Terminal other) {
    List<String> after = new ArrayList<>(tensors(other));
    assertThat(after).hasSameSizeAs(before);
    after.removeAll(before);
    return after.stream()
        .map(line -> Json.parse(line, "line").get("pattern").stringValue())
        .toList();
  }

  static Terminal plan(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("transfer", "plan", "--base", SMALL, "--target", LARGE));
    arguments.addAll(List.of(options));
    return Terminal.eido(arguments.toArray(String[]::new));
  }

  /** A file of its own for a configuration. */
  static Path config(Path place, String text) throws IOException {
    return Files.writeString(Files.createTempFile(place, "config", ".json"), text);
  }
}
