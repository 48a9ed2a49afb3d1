// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.eidograph.base.BadInputException;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlacementScorerTest {
  private static final ScoringOptions OPTIONS = ScoringOptions.DEFAULT;

  static List<ReferenceScores> references() {
    return ReferenceScores.all();
  }

  @ParameterizedTest
  @MethodSource("references")
  void scoresAreThoseOfTheFormulaAppliedToTransformers(ReferenceScores reference) {
    assertClose(score(reference, OPTIONS, 1), reference.tokens());
  }

  @ParameterizedTest
  @MethodSource("references")
  void paddedScoresAreThoseOfTheFormulaAppliedToTransformers(ReferenceScores reference) {
    assertClose(score(reference, OPTIONS.averaging(reference.averaging()), 2), reference.padded());
  }

  /** Both sides are float32 forward passes; sums of 172 terms differ by about 1e-6. */
  private static void assertClose(PlacementScores scores, Map<String, Double> expected) {
    Map<String, Double> found = new LinkedHashMap<>();
    scores.modules().forEach(module -> found.put(module.module().path(), module.score()));
    assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (path, score) -> assertThat(found.get(path)).as(path).isEqualTo(score, within(1e-5)));
  }

  @Test
  void neitherWorkersNorBatchesChangeTheScores() {
    ReferenceScores stories = references().get(0);
    PlacementScores one = score(stories, OPTIONS, 1);

    PlacementScores other = score(stories, OPTIONS.averaging(new Averaging.OverTokens(100)), 2);

    for (int i = 0; i < one.modules().size(); i++) {
      assertThat(other.modules().get(i).score())
          .isEqualTo(one.modules().get(i).score(), within(1e-6)); // float32 rounding
    }
    assertThat(other.tokens()).isEqualTo(one.tokens());
    assertThat(other.samplesSha256()).isEqualTo(one.samplesSha256());
  }

  /** bfloat16 has 8 bits: products are off by 2⁻⁸ at most, their norms by less. */
  @Test
  void brainFloatsGiveNearlyTheSame() {
    ReferenceScores stories = references().get(0);
    try (CausalLm model = CausalLm.load(stories.directory(), DType.BFLOAT16, Device.CPU);
        Workers workers = new Workers(1)) {
      PlacementScores scores = PlacementScorer.score(model, stories.samples(), OPTIONS, workers);

      scores
          .modules()
          .forEach(
              m ->
                  assertThat(m.score())
                      .isEqualTo(stories.tokens().get(m.module().path()), within(2e-2)));
    }
  }

  /** ‖W‖² and, for a single token, ‖W·z‖² are sums over the blocks of rows. */
  @Test
  void blocksOfAFusedWeightAddUpInSquares() {
    ReferenceScores gpt2 = references().get(3);
    try (CausalLm model = load(gpt2);
        Workers workers = new Workers(1)) {
      PlacementScores scores =
          PlacementScorer.score(model, List.of(new int[] {5}), OPTIONS, workers);

      ModuleScore whole = scores.modules().get(0);
      List<ModuleScore> blocks = scores.blocks().subList(0, 3);
      assertThat(blocks)
          .extracting(block -> block.module().type())
          .containsExactly(ModuleType.Q, ModuleType.K, ModuleType.V);
      assertThat(blocks.stream().mapToDouble(b -> b.gain() * b.gain()).sum())
          .isEqualTo(whole.gain() * whole.gain(), within(1e-5));
      assertThat(blocks.stream().mapToDouble(b -> b.baseline() * b.baseline()).sum())
          .isEqualTo(whole.baseline() * whole.baseline(), within(1e-5));
    }
  }

  @Test
  void readsNoFurtherThanItNeedsAndCutsLongSamples() {
    ReferenceScores llama = references().get(1);
    AtomicInteger read = new AtomicInteger();
    Iterable<int[]> endless = () -> endless(read);
    try (CausalLm model = load(llama);
        Workers workers = new Workers(2)) {
      PlacementScores scores =
          PlacementScorer.score(
              model, endless, new ScoringOptions(Averaging.overTokens(), 10, 4), workers);

      assertThat(read).hasValueLessThanOrEqualTo(11);
      assertThat(scores.samples()).isEqualTo(10);
      assertThat(scores.tokens()).isEqualTo(40);
    }
  }

  private static Iterator<int[]> endless(AtomicInteger read) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public int[] next() {
        read.incrementAndGet();
        return new int[] {1, 7, 8, 9, 10, 11};
      }
    };
  }

  @Test
  void nativeMemoryDoesNotGrowWithTheSamples() {
    ReferenceScores llama = references().get(1);
    try (CausalLm model = load(llama);
        Workers workers = new Workers(1)) {
      PlacementScorer.score(model, llama.samples(), OPTIONS, workers);
      long before = Pointer.totalCount();

      int batches = 100;
      List<int[]> many = Collections.nCopies(batches, llama.samples().get(0));
      ScoringOptions small = OPTIONS.averaging(new Averaging.OverTokens(64));
      PlacementScorer.score(model, many, small, workers);

      // giving a worker its number of threads leaves one handle a task to the collector
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before + batches);
    }
  }

  @Test
  void hashesNameSamplesAndWeights() {
    ReferenceScores llama = references().get(1);
    try (CausalLm model = load(llama);
        Workers workers = new Workers(1)) {
      List<int[]> samples = List.of(new int[] {1, 5}, new int[] {7});
      PlacementScores before = PlacementScorer.score(model, samples, OPTIONS, workers);
      double lastOfEmbedding = model.embedding().table().value().toFloats()[0];
      try (Scope scope = Scope.open()) {
        model.embedding().table().value().narrow(0, 63, 1).fillInPlace(lastOfEmbedding);
      }
      PlacementScores after = PlacementScorer.score(model, samples, OPTIONS, workers);

      // printf '\0\0\0\2\0\0\0\1\0\0\0\5\0\0\0\1\0\0\0\7' | sha256sum
      assertThat(before.samplesSha256())
          .isEqualTo("997414769ffc373e825e55369ce8b9206d8802d9bfba05adb8f625a4099e2653");
      assertThat(after.samplesSha256()).isEqualTo(before.samplesSha256());
      assertThat(after.weightsSha256()).hasSize(64).isNotEqualTo(before.weightsSha256());
    }
  }

  @Test
  void heatMapHasARowForEachLayerAndAColumnForEachType() {
    PlacementScores scores = score(references().get(3), OPTIONS, 1);

    HeatMap map = scores.heatMap();

    assertThat(map.columns()).containsExactly("q", "k", "v", "o", "up", "down");
    assertThat(map.rows()).containsExactly("0", "1");
    assertThat(map.values().get(1).get(5)).isEqualTo(scores.modules().get(7).score());
    assertThat(map.table().rows().get(0)).hasSize(7);
    assertThat(scores.figure().series()).hasSize(6);
    assertThat(scores.table().rows().get(0)).startsWith("o", "0.966");
  }

  @Test
  void refusesWhatCannotBeScored() {
    ReferenceScores llama = references().get(1);
    try (CausalLm model = load(llama);
        Workers workers = new Workers(1)) {
      assertThatThrownBy(() -> PlacementScorer.score(model, List.of(new int[0]), OPTIONS, workers))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("at least one sample");
      assertThatThrownBy(
              () -> PlacementScorer.score(model, List.of(new int[] {3, 64}), OPTIONS, workers))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("vocabulary 64, got 64");
      LoraModel lora = LoraModel.attach(model, LoraSpec.defaults().with(b -> b.rank(2)));
      assertThatThrownBy(() -> PlacementScorer.score(model, llama.samples(), OPTIONS, workers))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("detach");
      lora.detach();
    }
  }

  private static CausalLm load(ReferenceScores reference) {
    return CausalLm.load(reference.directory(), DType.FLOAT32, Device.CPU);
  }

  private static PlacementScores score(
      ReferenceScores reference, ScoringOptions options, int threads) {
    try (CausalLm model = load(reference);
        Workers workers = new Workers(threads)) {
      return PlacementScorer.score(model, reference.samples(), options, workers);
    }
  }
}
