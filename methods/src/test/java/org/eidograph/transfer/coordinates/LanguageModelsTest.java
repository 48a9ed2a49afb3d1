// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.theory.scaling.sweep.CoordinateCheck.Outcome;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Verdict;
import org.eidograph.transfer.coordinates.LanguageModels.Growth;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Coordinate checks of small language models, drawn at every size by their plans. */
class LanguageModelsTest {
  /** What is promised of a flat module. */
  private static final double FLAT = 0.15;

  @TempDir private Path place;

  /**
   * PyTorch on the same models, other random numbers, after three steps: SP +1.02, +0.95, +0.80,
   * +0.78, +0.68 and logits +0.35, with growing heads +1.33 for the attention logits; muP within
   * 0.08 of 0, logits -0.18.
   */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"HEADS,false", "HEADS,true", "HEAD_SIZE,false"})
  void mupIsFlatAndSpIsNot(Growth growth, boolean tied) throws Exception {
    CoordinateReport report =
        check(changed("{\"tie_word_embeddings\":%s}".formatted(tied)), growth);

    for (String module : stream(report)) {
      assertThat(Checks.slope(report.tested(), module, 3)).as(module).isBetween(-FLAT, FLAT);
    }
    assertThat(report.failing()).isEmpty();
    assertThat(growing(report)).isGreaterThanOrEqualTo(report.control().modules().size() / 2);
    assertThat(report.outcome()).isIn(Outcome.PASSES, Outcome.PASSES_WITH_WARNINGS);
    ModuleSlopes second = report.tested().modules().get(4);
    assertThat(second.module()).isEqualTo("layer 1 attention logits");
    assertThat(second.verdict())
        .isEqualTo(growth == Growth.HEADS ? Verdict.FLAT : Verdict.EXPECTED_FALL);
  }

  @Test
  @Tag("slow")
  void headAndQueriesFromZeroLeaveAttentionLogitsAloneToMove() {
    CoordinateReport report =
        Checks.report(
            Checks.request(
                Checks.llamas(Checks.TINY, Growth.HEADS, true),
                Checks.rules("mup", "adamw", true),
                2,
                64,
                128,
                256,
                512));

    for (ModuleSlopes module : report.tested().modules()) {
      if (!module.module().endsWith("attention logits")) {
        assertThat(module.last().change()).as(module.module()).isBetween(-FLAT, FLAT);
      }
      // a head of zeros sends no gradient back in the first step
      assertThat(module.steps().get(1).verdict() == Verdict.STILL)
          .isEqualTo(!module.module().equals("logits"));
    }
  }

  /** GPT-2 has positions and biases, Qwen norms inside attention, Mixtral experts and a router. */
  @ParameterizedTest
  @Tag("slow")
  @ValueSource(strings = {"mistral", "qwen2", "qwen3", "mixtral", "gpt2"})
  void everyFamilyIsFlatUnderMup(String family) throws Exception {
    CoordinateReport report = check(family(family), Growth.HEADS);

    for (String module : stream(report)) {
      assertThat(Checks.slope(report.tested(), module, 3)).as(module).isBetween(-FLAT, FLAT);
    }
    assertThat(growing(report)).isGreaterThanOrEqualTo(report.control().modules().size() / 2);
  }

  @Test
  @Tag("slow")
  void depthRulesHoldTheStreamThatOtherwiseGrows() {
    CoordinateReport report =
        Checks.report(
            Checks.request(
                Checks.llamas(Checks.TINY, Growth.BLOCKS, false),
                Checks.rules("depth-mup", "adamw", false),
                2,
                2,
                4,
                8,
                16));

    assertThat(Checks.slope(report.tested(), "last mlp", 3)).isBetween(-FLAT, FLAT);
    assertThat(Checks.slope(report.control(), "last mlp", 3)).isGreaterThan(0.7);
    assertThat(report.failing()).isEmpty();
  }

  @Test
  void configurationsGrowAsTheyAreTold() {
    LanguageModels heads = Checks.llamas(Checks.TINY, Growth.HEADS, false);
    LanguageModels sizes = Checks.llamas(Checks.TINY, Growth.HEAD_SIZE, false);
    LanguageModels blocks = Checks.llamas(Checks.TINY, Growth.BLOCKS, false);

    assertThat(heads.config(128).heads()).isEqualTo(8);
    assertThat(heads.config(128).headSize()).isEqualTo(16);
    assertThat(sizes.config(128).heads()).isEqualTo(4);
    assertThat(sizes.config(128).keyValueHeads()).isEqualTo(2);
    assertThat(sizes.config(128).headSize()).isEqualTo(32);
    assertThat(sizes.config(128).intermediateSize()).isEqualTo(384);
    assertThat(blocks.config(7).layers()).isEqualTo(7);
    assertThat(blocks.config(7).hiddenSize()).isEqualTo(64);
  }

  @Test
  void sizesThatCannotBeAreRefusedBeforeAnyTraining() throws Exception {
    LanguageModels heads = Checks.llamas(Checks.TINY, Growth.HEADS, false);
    CoordinateRequest odd =
        Checks.request(heads, Checks.rules("mup", "adamw", false), 1, 64, 128, 300, 512);
    LanguageModels packed = Checks.llamas(family("gpt2"), Growth.HEADS, true);
    CoordinateRequest queries =
        Checks.request(packed, Checks.rules("mup", "adamw", false), 1, 64, 128, 256, 512);

    assertThatThrownBy(() -> CoordinateRun.of(odd, 1, begun -> fail(begun)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("got 300");
    assertThatThrownBy(() -> CoordinateRun.of(queries, 1, begun -> fail(begun)))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new LanguageModels.Start(0.0, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("must be a positive number, got 0.0");
    assertThatThrownBy(
            () ->
                new LanguageModels(
                    Checks.TINY,
                    Growth.HEADS,
                    new LanguageModels.Start(null, false),
                    TokenBatch.random(1, 65, 64, 0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("64 positions, got 65 tokens");
  }

  private static void fail(int begun) {
    throw new AssertionError("network %d was trained".formatted(begun));
  }

  private CoordinateReport check(Path config, Growth growth) {
    return Checks.report(
        Checks.request(
            Checks.llamas(config, growth, false),
            Checks.rules("mup", "adamw", false),
            2,
            64,
            128,
            256,
            512));
  }

  /** Modules of the residual stream. */
  private static List<String> stream(CoordinateReport report) {
    return report.tested().modules().stream()
        .map(ModuleSlopes::module)
        .filter(name -> !name.endsWith("logits"))
        .toList();
  }

  private static long growing(CoordinateReport report) {
    return report.control().modules().stream()
        .map(module -> module.last().change())
        .filter(slope -> slope != null && slope >= 0.4)
        .count();
  }

  private Path family(String name) throws Exception {
    if (name.equals("gpt2")) {
      return written(
          (ObjectNode)
              Json.parse(
                  "{\"model_type\":\"gpt2\",\"n_embd\":64,\"n_layer\":2,\"n_head\":4,\"n_inner\":192,\"vocab_size\":64,\"n_positions\":64,\"tie_word_embeddings\":true}",
                  name));
    }
    String experts =
        name.equals("mixtral") ? ",\"num_local_experts\":4,\"num_experts_per_tok\":2" : "";
    return changed("{\"model_type\":\"%s\"%s}".formatted(name, experts));
  }

  private Path changed(String changes) throws Exception {
    ObjectNode config = Json.readObject(Checks.TINY);
    config.setAll((ObjectNode) Json.parse(changes, "changes"));
    config.remove("architectures");
    return written(config);
  }

  private Path written(ObjectNode config) throws Exception {
    return Files.writeString(Files.createTempFile(place, "config", ".json"), config.toString());
  }
}
