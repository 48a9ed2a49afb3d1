// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.NativeMemory;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the figures must satisfy whatever the model, and the laws where they hold exactly. */
@Tag("slow")
class DiagnoserTest {
  private static final DiagnoseSettings QUICK = new DiagnoseSettings(3, 3, 0);

  @TempDir private Path place;

  private static Diagnosis run(CausalLm model, DiagnoseSettings settings, int workers) {
    try (Workers threads = new Workers(workers)) {
      ProbeTexts texts = ProbeTexts.random(model.vocabularySize(), 2, 24, 1);
      return Diagnoser.diagnose(model, texts, settings, threads);
    }
  }

  /**
   * ln q adds up: behind both branches it is ln q before plus E ln(1 + α + cross). For the mean
   * over tokens that is an inequality (ln is concave), which the exact sum over one token's
   * branches meets; the last branch must end where the last stream begins.
   */
  @Test
  void branchesLeadFromOneStreamToTheNext() {
    try (CausalLm model = RandomModels.trained()) {
      Diagnosis found = run(model, QUICK, 1);

      for (int block = 0; block < 5; block++) {
        BranchFigures first = found.branches().get(2 * block);
        BranchFigures second = found.branches().get(2 * block + 1);
        assertThat(first.stream().value())
            .isCloseTo(found.stream().get(block).stream().value(), Percentage.withPercentage(0.01));
        assertThat(second.depth().value())
            .isCloseTo(found.stream().get(block + 1).depth().value(), within(1e-9));
      }
      assertThat(found.stream().get(5).jacobian().value()).isCloseTo(1, within(1e-12));
    }
  }

  /** Fresh and wide: the law is derived from the measured stream, not fitted. */
  @Test
  void aFreshGpt2FollowsTheLawOfItsStream() {
    try (CausalLm model = RandomModels.gpt2(place, 6, 128, 3)) {
      Diagnosis found = run(model, new DiagnoseSettings(8, 3, 0), 1);

      for (BlockFigures level : found.stream()) {
        assertThat(level.jacobian().value())
            .isCloseTo(level.predictedJacobian(), Percentage.withPercentage(6));
        assertThat(level.inputCosine().value()).isCloseTo(level.predictedCosine(), within(0.05));
      }
      for (ActivationFigures mlp : found.activations()) {
        // means over 2·24·512 units; the pre-activations of a token differ in variance by a few %
        assertThat(mlp.measured().value()).isCloseTo(mlp.predicted(), Percentage.withPercentage(5));
      }
      assertThat(found.branchScale().observed()).isCloseTo(1 / Math.sqrt(12), within(0.01));
    }
  }

  @Test
  void workersChangeNothingAndTheSeedMovesTheProbesAlone() {
    try (CausalLm model = RandomModels.trained()) {
      Diagnosis one = run(model, QUICK, 1);
      Diagnosis two = run(model, QUICK, 2);
      Diagnosis other = run(model, new DiagnoseSettings(3, 3, 9), 1);

      assertThat(two).isEqualTo(one); // each text runs on one thread either way
      assertThat(other.branches()).isEqualTo(one.branches());
      double before = one.jacobian().frobenius().value();
      assertThat(other.jacobian().frobenius().value()).isNotEqualTo(before);
      assertThat(other.jacobian().frobenius().value())
          .isCloseTo(before, Percentage.withPercentage(30)); // two estimates of one number
    }
  }

  /** The second norm is the largest singular value, so it bounds every mean square gain. */
  @Test
  void moreIterationsComeNearerFromBelow() {
    try (CausalLm model = RandomModels.trained()) {
      double three = run(model, QUICK, 1).jacobian().norm().value();
      double twelve = run(model, new DiagnoseSettings(1, 12, 0), 1).jacobian().norm().value();

      assertThat(twelve).isGreaterThan(three);
    }
  }

  @Test
  void oneProbeHasNoError() {
    try (CausalLm model = RandomModels.trained()) {
      Diagnosis found = run(model, new DiagnoseSettings(1, 2, 0), 1);

      assertThat(found.jacobian().frobenius().standardError()).isNull();
      assertThat(found.jacobian().norm().standardError()).isPositive(); // over texts
    }
  }

  /** An excess put into the figures of a healthy model below its third block. */
  @Test
  void gradientsBeyondTheLawAreNamedAtTheirBlock() {
    try (CausalLm model = RandomModels.stories(0.125, 3)) {
      Diagnosis healthy = run(model, QUICK, 1);

      assertThat(GradientFindings.of(healthy)).isEmpty();
      assertThat(GradientFindings.of(steeper(healthy, 50)))
          .singleElement()
          .extracting(Finding::fault, Finding::block)
          .containsExactly(Fault.EXPLODING_GRADIENT, 2);
      assertThat(GradientFindings.of(steeper(healthy, 0.01)))
          .singleElement()
          .extracting(Finding::fault, Finding::block)
          .containsExactly(Fault.VANISHING_GRADIENT, 2);
    }
  }

  private static Diagnosis steeper(Diagnosis healthy, double factor) {
    List<BlockFigures> stream =
        healthy.stream().stream()
            .map(
                level ->
                    new BlockFigures(
                        level.blocks(),
                        level.stream(),
                        level.depth(),
                        level.inputCosine(),
                        level.predictedCosine(),
                        level.positionCosine(),
                        level.effectiveRank(),
                        level.gradient(),
                        level.jacobian().times(level.blocks() <= 2 ? factor : 1),
                        level.predictedJacobian(),
                        level.blockNorm()))
            .toList();
    return new Diagnosis(
        healthy.model(),
        healthy.sample(),
        List.of(),
        List.of(),
        healthy.branchScale(),
        healthy.jacobian(),
        stream,
        healthy.branches(),
        healthy.activations(),
        healthy.weights(),
        healthy.alignment(),
        healthy.notCovered());
  }

  @Test
  void textsMustFitTheModel() {
    try (CausalLm model = RandomModels.trained();
        Workers threads = new Workers(1)) {
      assertThatThrownBy(
              () -> Diagnoser.diagnose(model, ProbeTexts.random(512, 2, 513, 1), QUICK, threads))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("512 positions, got 513");
      assertThatThrownBy(
              () -> Diagnoser.diagnose(model, ProbeTexts.random(9999, 2, 24, 1), QUICK, threads))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("vocabulary 512");
    }
  }

  @Test
  void theShapeOf135MillionParametersIsHealthyWhenFresh() {
    try (CausalLm model = RandomModels.large(place, 1)) {
      assertThat(run(model, new DiagnoseSettings(1, 2, 0), 2).findings()).isEmpty();
    }
  }

  /** No handle more after many texts, and less than a tensor of 64 kB a text. */
  @Test
  void givesBackWhatItTakes() throws InterruptedException {
    Assumptions.assumeTrue(NativeMemory.bytesInUse().isPresent(), "the C library cannot tell");
    try (CausalLm model = RandomModels.trained();
        Workers threads = new Workers(1)) {
      ProbeTexts texts = ProbeTexts.random(512, 2, 8, 1);
      DiagnoseSettings settings = new DiagnoseSettings(1, 2, 0);
      for (int i = 0; i < 5; i++) {
        Diagnoser.diagnose(model, texts, settings, threads);
      }
      long handles = NativeMemory.handles();
      long growth = Long.MAX_VALUE;
      // 80 texts · 64 kB = 5 MB; the graphs of one text alone are about 10 MB. The Java compiler
      // may
      // hold more for a while, but what is lost with each text is lost in every stretch of texts
      for (int stretch = 0; stretch < 3 && growth >= 5 << 20; stretch++) {
        long bytes = NativeMemory.lowestBytesInUse(2).orElseThrow();
        for (int i = 0; i < 40; i++) {
          Diagnoser.diagnose(model, texts, settings, threads);
        }
        growth = NativeMemory.lowestBytesInUse(2).orElseThrow() - bytes;
      }

      assertThat(NativeMemory.handles()).isLessThanOrEqualTo(handles);
      assertThat(growth).isLessThan(5 << 20);
    }
  }
}
