// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.eidograph.model.Pass;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders, whose norms stand behind the sums. */
@Tag("slow")
class EncoderDiagnosisTest {
  private static final DiagnoseSettings QUICK = new DiagnoseSettings(2, 4, 0);

  @TempDir private Path place;

  private static Diagnosis diagnosed(SequenceClassifier model) {
    try (model;
        Workers workers = new Workers(1)) {
      ProbeTexts texts = ProbeTexts.random(model.vocabularySize(), 3, 24, 1);
      return Diagnoser.diagnose(model, texts, QUICK, workers);
    }
  }

  private SequenceClassifier fresh(String family, int layers, double std) {
    return RandomModels.encoder(place, family, layers, 64, std, 3);
  }

  @ParameterizedTest
  @CsvSource({"bert, 4, 0.02", "bert, 12, 0.02", "roberta, 6, 0.125", "bert, 24, 0.0625"})
  void aFreshEncoderIsHealthy(String family, int layers, double std) {
    Diagnosis found = diagnosed(fresh(family, layers, std));

    assertThat(found.findings()).isEmpty();
    assertThat(found.model().fresh()).isTrue();
    assertThat(found.model().norms()).isEqualTo(ModelFacts.Norms.AFTER_SUMS);
    assertThat(found.stream()).allSatisfy(level -> assertThat(level.gradient()).isNull());
    assertThat(found.notCovered()).anyMatch(text -> text.contains("norms behind the sums"));
  }

  /**
   * ‖J‖² of independent weights, derived without a model: norms behind the sums divide by what the
   * branches add. At 0.0625 = 0.5/√width a branch adds a few hundredths, where attention is nearly
   * the plain average that the law takes it for.
   */
  @Test
  void theLawOfTheJacobianHoldsWhereBranchesAreSmall() {
    Diagnosis found = diagnosed(fresh("bert", 24, 0.0625));

    for (BlockFigures level : found.stream()) {
      // a norm takes 2 of 64 directions out of a change; behind the first, new is only what the
      // branches put in, a tenth of the stream a block: 3 % + 24·0.3 % = 10 %, and as much again
      // for one draw of weights
      assertThat(level.jacobian().value() / level.predictedJacobian()).isBetween(0.8, 1.25);
    }
  }

  @ParameterizedTest
  @CsvSource({"bert, 0", "bert, 3", "roberta, 5"})
  void aLayerTimesFourIsNamed(String family, int block) {
    SequenceClassifier model = fresh(family, 6, 0.125);
    RandomModels.scale(model, "layer.%d.output.dense.weight".formatted(block), 4);

    assertNames(model, Fault.SCALED_LAYER, block);
  }

  @ParameterizedTest
  @CsvSource({"attention.output.dense, 2", "attention.self.value, 0", "output.dense, 5"})
  void aDeadBranchIsNamed(String module, int block) {
    SequenceClassifier model = fresh("bert", 6, 0.125);
    RandomModels.scale(model, "layer.%d.%s.weight".formatted(block, module), 0);

    assertNames(model, Fault.DEAD_BRANCH, block);
  }

  /** Both matrices of an MLP just within what may be called their scale, their product beyond. */
  @Test
  void aBlockThatWritesFarMoreThanTheOthersIsNamed() {
    SequenceClassifier model = fresh("bert", 6, 0.125);
    RandomModels.scale(model, "layer.3.intermediate.dense.weight", 2.4);
    RandomModels.scale(model, "layer.3.output.dense.weight", 2.4);

    assertNames(model, Fault.LOUD_BLOCK, 3);
  }

  /** A bias a thousand times the stream: behind the norm all tokens point where it does. */
  @Test
  void aBiasThatTurnsAllTokensOneWayIsNamed() {
    SequenceClassifier model = fresh("bert", 6, 0.125);
    RandomModels.named(model, "layer.2.output.dense.bias")
        .get(0)
        .value()
        .narrow(0, 7, 1)
        .fillInPlace(1000);

    assertNames(model, Fault.RANK_COLLAPSE, 2);
  }

  private static void assertNames(SequenceClassifier model, Fault fault, int block) {
    assertThat(diagnosed(model).findings())
        .extracting(Finding::fault, Finding::block)
        .containsExactly(Tuple.tuple(fault, block));
  }

  /** The tap's U against the branch it saw, {@code ‖x + b‖² = ‖x‖²·(1 + α + cross)}. */
  @Test
  void depthIsTheGrowthOfTheSumsBeforeTheirNorms() {
    try (SequenceClassifier model = fresh("bert", 1, 0.125);
        Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      int[] ids = IntStream.rangeClosed(5, 20).toArray();
      StreamTap tap = new StreamTap(ModelFacts.Norms.AFTER_SUMS);
      Pass pass = Pass.inference(Sequences.of(ids), Device.CPU);
      Tensor x = model.segments().get(0).forward(Tensors.zeros(DType.FLOAT32, Device.CPU, 0), pass);
      tap.enter(x);
      Tensor last = model.segments().get(1).forward(x, pass.watchedBy(tap));
      tap.enter(last);
      tap.release();

      assertThat(tap.depths()).hasSize(3);
      double attention = tap.branches().get(0).ratio();
      double cross = tap.branches().get(0).cross();
      // mean of ln against ln of means: tokens differ by some percent
      assertThat(tap.depths().get(1)).isCloseTo(Math.log1p(attention + cross), within(0.02));
      assertThat(tap.branches().get(1).stream()).isCloseTo(1, within(1e-4)); // epsilon 1e-5
    }
  }
}
