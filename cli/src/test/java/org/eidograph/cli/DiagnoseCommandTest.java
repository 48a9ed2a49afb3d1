// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eidograph.torch.DType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code eido signal diagnose} on the stories checkpoint. */
class DiagnoseCommandTest {
  private static final List<String> QUICK =
      List.of("--texts", "2", "--tokens", "8", "--probes", "2", "--iterations", "2");

  @TempDir private Path place;

  private static Terminal diagnose(Path model, List<String> line, String... more) {
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

  private record Case(String name, int exitCode, String message, Spoil spoil) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Spoil {
    List<String> in(GoodInput input) throws Exception;
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("no probe", 2, "at least 1 probe, got 0", t -> List.of("--probes", "0")),
        new Case("one iteration", 2, "at least 2 iterations", t -> List.of("--iterations", "1")),
        new Case("one text", 2, "at least 2 texts, got 1", t -> List.of("--texts", "1")),
        new Case("few tokens", 2, "at least 8 tokens, got 4", t -> List.of("--tokens", "4")),
        new Case("more texts than ours", 2, "16 texts are built in", t -> List.of("--texts", "17")),
        new Case(
            "tokens beyond the model",
            4,
            "16 positions, got 32",
            t -> t.config("\"max_position_embeddings\": 512", "\"max_position_embeddings\": 16")),
        new Case(
            "tokens beyond our texts", 4, "under this tokenizer", t -> List.of("--tokens", "500")),
        new Case(
            "short texts",
            4,
            "2 texts of 64 tokens, but the data have 0",
            t -> List.of("--tokens", "64", "--data", t.data.toString())),
        new Case("an unknown family", 4, "gpt_neox", t -> t.config("\"llama\"", "\"gpt_neox\"")),
        new Case(
            "an encoder's name alone",
            4,
            "unknown key for model_type bert",
            t -> t.config("\"llama\"", "\"bert\"")),
        new Case(
            "data without a tokenizer",
            4,
            "tokenizer.json",
            t -> {
              t.delete("tokenizer.json");
              return List.of("--data", t.data.toString());
            }),
        new Case(
            "weights that are not finite",
            4,
            "model.norm.weight holds NaN or infinity",
            t ->
                t.tensors(
                    all -> all.get("model.norm.weight").narrow(0, 1, 1).fillInPlace(1 / 0.0))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedInWords(Case one) throws Exception {
    GoodInput input = new GoodInput(place);
    Terminal terminal = diagnose(input.model, one.spoil().in(input));

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(one.exitCode());
    assertThat(terminal.err()).contains(one.message()).doesNotContain("Exception", "\tat ");
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void aCheckpointWithoutTokenizerIsReadWithRandomTokens() throws Exception {
    GoodInput input = new GoodInput(place);
    input.delete("tokenizer.json");

    JsonNode found = diagnose(input.model, QUICK, "--json").json();

    assertThat(found.at("/sample/source").asString()).isEqualTo("random token ids");
  }

  /** What an encoder has no figure for is not there, and the output says why. */
  @Test
  void anEncoderIsReadWithoutGradients() throws Exception {
    Path encoder = Path.of("../model/src/test/resources/golden-encoders/roberta-bare");
    JsonNode found = diagnose(encoder, QUICK, "--json").json();
    Terminal text = diagnose(encoder, QUICK);

    assertThat(found.at("/model/norms").asString()).isEqualTo("AFTER_SUMS");
    assertThat(found.at("/stream/0/gradient").isNull()).isTrue();
    assertThat(found.get("weights")).hasSize(6 * found.at("/model/blocks").asInt());
    assertThat(found.toString()).doesNotContain("NaN", "Infinity");
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("norms behind the sums", "gradients of a loss and alignment with labels")
        .doesNotContain("gradient  ");
  }

  /** The output README shows: a trained model whose block 3 has had a matrix scaled by four. */
  @Test
  @Tag("slow")
  void namesThePlantedFault() throws Exception {
    GoodInput input = new GoodInput(place);
    String name = "model.layers.3.mlp.down_proj.weight";
    input.tensors(all -> all.put(name, all.get(name).to(DType.FLOAT32).mul(4)));
    Terminal terminal = diagnose(input.model, List.of());

    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    Snippet.check("diagnose", shown(terminal.out()));
  }

  /** Facts, fault and the stream; its three digits lie far above the rounding of float32. */
  private static String shown(String text) {
    return text.substring(0, text.indexOf("Weights by type")).stripTrailing() + "\n";
  }

  @Test
  @Tag("slow")
  void theTrainedModelHasNoFaultOnBuiltInTextsOrShakespeare() {
    for (List<String> line :
        List.of(List.<String>of(), List.of("--data", "../data/tinyshakespeare.txt"))) {
      JsonNode found = diagnose(TrialRuns.STORIES, line, "--json").json();

      assertThat(found.get("findings")).isEmpty();
      assertThat(found.get("remarks")).isNotEmpty();
    }
  }
}
