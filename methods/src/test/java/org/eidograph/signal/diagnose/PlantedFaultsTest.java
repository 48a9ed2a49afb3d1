// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.assertj.core.groups.Tuple;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault put into a healthy model is named with its place, and nothing else is. */
@Tag("slow")
class PlantedFaultsTest {
  /** Few of everything: faults do not hide in the second digit. */
  private static final DiagnoseSettings QUICK = new DiagnoseSettings(2, 4, 0);

  @TempDir private Path place;

  private static Diagnosis diagnosed(CausalLm model) {
    try (model;
        Workers workers = new Workers(1)) {
      ProbeTexts texts = ProbeTexts.random(model.vocabularySize(), 3, 24, 1);
      return Diagnoser.diagnose(model, texts, QUICK, workers);
    }
  }

  private static void assertNames(CausalLm model, Fault fault, int block) {
    assertThat(diagnosed(model).findings())
        .extracting(Finding::fault, Finding::block)
        .containsExactly(Tuple.tuple(fault, block));
  }

  /** Llama's standard deviation, and 1/√width as SmolLM's. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.125})
  void aFreshLlamaIsHealthy(double std) {
    Diagnosis diagnosis = diagnosed(RandomModels.stories(std, 3));

    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.model().fresh()).isTrue();
  }

  @Test
  void aFreshGpt2IsHealthy() {
    assertThat(diagnosed(RandomModels.gpt2(place, 12, 64, 3)).findings()).isEmpty();
  }

  /** Random ids are the harder case for a trained model: its tokens grow alike on them. */
  @Test
  void theTrainedStoriesModelIsHealthy() {
    Diagnosis diagnosis = diagnosed(RandomModels.trained());

    assertThat(diagnosis.findings()).isEmpty();
    assertThat(diagnosis.model().fresh()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0", "2", "4"})
  void aBlockTimesFourIsNamed(int block) {
    CausalLm model = RandomModels.stories(0.125, 3);
    RandomModels.scale(model, "layers.%d.self_attn".formatted(block), 4);
    RandomModels.scale(model, "layers.%d.mlp".formatted(block), 4);

    assertNames(model, Fault.SCALED_LAYER, block);
  }

  @ParameterizedTest
  @CsvSource({"self_attn.v_proj, 4", "mlp.down_proj, 4", "self_attn.q_proj, 0.25"})
  void aSingleMatrixOfATrainedModelIsNamed(String module, double factor) {
    for (int block : new int[] {0, 3}) {
      CausalLm model = RandomModels.trained();
      RandomModels.scale(model, "layers.%d.%s".formatted(block, module), factor);

      assertNames(model, Fault.SCALED_LAYER, block);
    }
  }

  @ParameterizedTest
  @CsvSource({"self_attn.o_proj, 1", "self_attn.v_proj, 3", "mlp.down_proj, 4", "mlp.up_proj, 0"})
  void aDeadBranchIsNamed(String module, int block) {
    CausalLm model = RandomModels.trained();
    RandomModels.scale(model, "layers.%d.%s".formatted(block, module), 0);

    Diagnosis diagnosis = diagnosed(model);

    assertThat(diagnosis.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.fault()).isEqualTo(Fault.DEAD_BRANCH);
              assertThat(finding.block()).isEqualTo(block);
              assertThat(finding.message()).contains(module + " holds zeros only");
            });
  }

  @Test
  void aGainOfANormThatMakesItsBlockLoudIsNamed() {
    CausalLm model = RandomModels.stories(0.125, 3);
    RandomModels.scale(model, "layers.3.post_attention_layernorm", 8);

    assertNames(model, Fault.LOUD_BLOCK, 3);
  }

  /** Branches ×3 from block to block: each then writes most of the stream. */
  @Test
  void branchesThatGrowWithDepthAreNamedFromWhereTheyDo() {
    CausalLm model = RandomModels.stories(0.125, 3);
    for (int block = 1; block < 5; block++) {
      RandomModels.scale(model, "layers.%d.self_attn.o_proj".formatted(block), Math.pow(3, block));
      RandomModels.scale(model, "layers.%d.mlp.down_proj".formatted(block), Math.pow(3, block));
    }

    assertNames(model, Fault.GROWING_BRANCHES, 1);
  }

  @Test
  void aFreshGpt2WithoutItsFactorIsNamed() {
    CausalLm model = RandomModels.gpt2(place, 12, 64, 3);
    RandomModels.scale(model, "c_proj.weight", Math.sqrt(24));

    assertNames(model, Fault.UNSCALED_BRANCHES, -1);
  }

  /** A bias thirty times the stream: all tokens then point where it does. */
  @Test
  void rankCollapseIsNamedWhereItBegins() {
    CausalLm model = RandomModels.gpt2(place, 12, 64, 3);
    RandomModels.named(model, "h.5.attn.c_proj.bias").get(0).value().fillInPlace(1);

    assertNames(model, Fault.RANK_COLLAPSE, 5);
  }

  @Test
  void embeddingsThatShareAPartCollapseBeforeTheFirstBlock() {
    CausalLm model = RandomModels.stories(0.125, 3);
    Tensor table = model.embedding().table().value();
    try (Scope scope = Scope.open()) {
      table.addInPlace(Tensors.ones(DType.FLOAT32, Device.CPU, 1));
    }

    assertNames(model, Fault.RANK_COLLAPSE, -1);
  }

  /** Positions fifty times the tokens: texts cannot be told apart, their tokens can. */
  @Test
  void tokensDrownedByPositionsAreNamed() {
    CausalLm model = RandomModels.gpt2(place, 12, 64, 3);
    RandomModels.scale(model, "wpe", 50);

    assertNames(model, Fault.FORGOTTEN_INPUT, -1);
  }

  /** Embeddings a thousand times too large, alike in nothing: the branches are lost in them. */
  @Test
  void branchesThatAreLostInTheEmbeddingAreNamedOnce() {
    CausalLm model = RandomModels.stories(0.02, 3);
    model.embedding().table().value().mulInPlace(1000);

    assertNames(model, Fault.DEAD_BRANCH, 0);
  }

  /** Nineteen of twenty weights dropped at random, the rest rescaled, as pruning would. */
  @Test
  void aMatrixThatIsTooSparseIsNamed() {
    CausalLm model = RandomModels.stories(0.125, 3);
    Parameter weight = RandomModels.named(model, "layers.2.self_attn.q_proj").get(0);
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      Tensor mask = Nn.keepMask(weight.value(), 0.95, random);
      weight.value().mulInPlace(mask.to(DType.FLOAT32)).mulInPlace(Math.sqrt(20));
    }

    assertNames(model, Fault.TOO_SPARSE, 2);
  }

  @Test
  void weightsThatAreNotFiniteAreRefusedByName() {
    CausalLm model = RandomModels.trained();
    Parameter bad = RandomModels.named(model, "layers.1.mlp.gate_proj").get(0);
    bad.value().narrow(0, 3, 1).fillInPlace(Double.NaN);

    assertThatThrownBy(() -> diagnosed(model))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("model.layers.1.mlp.gate_proj.weight holds NaN or infinity");
  }

  @Test
  void aStreamThatOverflowsIsRefusedWithItsBlock() {
    CausalLm model = RandomModels.trained();
    RandomModels.scale(model, "layers.2.mlp.down_proj", 1e30);
    RandomModels.scale(model, "layers.2.mlp.up_proj", 1e30);

    assertThatThrownBy(() -> diagnosed(model))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("behind block 2");
  }

  /** What silences a part of the model must not turn its figures into NaN. */
  @ParameterizedTest
  @CsvSource({
    "12, h.3.mlp.c_fc.weight",
    "12, transformer.ln_f.weight",
    "2, h.0.attn.c_attn.weight"
  })
  void figuresStayNumbersWhateverIsZero(int layers, String zero) {
    CausalLm model = RandomModels.gpt2(place, layers, 16, 3);
    RandomModels.scale(model, zero, 0);

    Diagnosis diagnosis = diagnosed(model);

    assertThat(Json.line(diagnosis).matches(".*(NaN|Infinity).*")).isFalse();
    assertThat(DiagnosisFigures.of(diagnosis))
        .hasSizeGreaterThanOrEqualTo(5)
        .noneMatch(figure -> figure.series().isEmpty());
  }
}
