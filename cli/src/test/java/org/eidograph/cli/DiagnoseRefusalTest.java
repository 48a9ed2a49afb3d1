// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code eido signal diagnose} refuses, in words and before it measures. */
class DiagnoseRefusalTest {
  @TempDir private Path place;

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
    Terminal terminal = DiagnoseCommandTest.diagnose(input.model, one.spoil().in(input));

    assertThat(terminal.exitCode()).as(terminal.err()).isEqualTo(one.exitCode());
    assertThat(terminal.err()).contains(one.message()).doesNotContain("Exception", "\tat ");
    assertThat(terminal.out()).isEmpty();
  }
}
