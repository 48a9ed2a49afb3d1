// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class ParametrizationTest {
  /** Every parametrization that promises ordinary training at the base shape. */
  static final List<Parametrization> RELATIVE =
      List.of(
          new MaximalUpdate(),
          new Standard(),
          new NeuralTangent(),
          new PerLayerRate(),
          new EmbeddingHeld(),
          new Spectral());

  private static final TunedSettings TUNED = new TunedSettings(1e-2, 0.1, 1e-8, 0.02);

  /** Products of a few roundings. */
  private static final Offset<Double> EXACT = within(1e-15);

  @ParameterizedTest
  @FieldSource("RELATIVE")
  void isOrdinaryTrainingAtTheBaseShape(Parametrization parametrization) {
    for (TensorRole role : TensorRole.values()) {
      ScaledTensor tensor = new ScaledTensor(role, new Fans(96, 32), new Fans(96, 32), false);

      assertThat(parametrization.rule(tensor, TUNED, OptimizerKind.ADAMW))
          .isEqualTo(new TensorRule(0.02, 1, 1e-2, 1e-8, 0.1, 1));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HIDDEN", "READOUT"})
  void neuralTangentIsTheStandardStartWithSgdRatesOverTheFanIn(TensorRole role) {
    ScaledTensor tensor = ScaledTensor.square(role, 1, 64);
    TensorRule rule = new NeuralTangent().rule(tensor, TUNED, OptimizerKind.SGD);
    TensorRule standard = new Standard().rule(tensor, TUNED, OptimizerKind.SGD);

    TensorRule regauged = rule.regauge(Math.sqrt(64), OptimizerKind.SGD);

    assertThat(regauged.forwardMultiplier()).isEqualTo(1, EXACT);
    assertThat(regauged.initStd()).isEqualTo(standard.initStd(), EXACT);
    assertThat(regauged.learningRate()).isEqualTo(standard.learningRate() / 64, EXACT);
  }

  @Test
  void unitScaledRatesAreThoseOfPlainWeightsOverWidthAndItsRoot() {
    int n = 1024;
    ScaledTensor hidden = ScaledTensor.square(TensorRole.HIDDEN, n, n);
    ScaledTensor table =
        new ScaledTensor(TensorRole.EMBEDDING, new Fans(n, 32000), new Fans(n, 32000), false);
    ScaledTensor head =
        new ScaledTensor(TensorRole.READOUT, new Fans(32000, n), new Fans(32000, n), false);

    double hiddenRate = plainRate(hidden);
    double tableRate = plainRate(table);

    assertThat(hiddenRate).isEqualTo(TUNED.learningRate() / n, EXACT);
    assertThat(tableRate / hiddenRate).isEqualTo(Math.sqrt(n), within(1e-10));
    TensorRule readout = new UnitScaled().rule(head, TUNED, OptimizerKind.ADAMW);
    assertThat(readout).isEqualTo(new TensorRule(1, 1.0 / n, 1e-2, 1e-8, 0.1, 1));
  }

  /** The rate after a change of gauge to multiplier 1. */
  private static double plainRate(ScaledTensor tensor) {
    TensorRule rule = new UnitScaled().rule(tensor, TUNED, OptimizerKind.ADAMW);
    assertThat(rule.initStd()).isEqualTo(1);
    assertThat(rule.learningRate() * rule.weightDecay()).isEqualTo(1e-3, EXACT);
    return rule.regauge(1 / rule.forwardMultiplier(), OptimizerKind.ADAMW).learningRate();
  }

  @Test
  void perLayerRatesWithALargeVocabularyHaveTheRootOfTheWidthAsRatio() {
    ScalingRecipe recipe =
        ScalingRecipe.of(new PerLayerRate(), OptimizerKind.ADAMW)
            .with(new EmbeddingRule.LargeVocabulary());
    TensorRule hidden = recipe.rule(ScaledTensor.square(TensorRole.HIDDEN, 256, 1024), TUNED, 1);
    TensorRule table = recipe.rule(ScaledTensor.square(TensorRole.EMBEDDING, 256, 1024), TUNED, 1);
    TensorRule head = recipe.rule(ScaledTensor.square(TensorRole.READOUT, 256, 1024), TUNED, 1);

    assertThat(hidden.learningRate()).isEqualTo(2.5e-3, EXACT);
    assertThat(table.learningRate()).isEqualTo(5e-3, EXACT);
    assertThat(table.learningRate() / hidden.learningRate()).isEqualTo(2, EXACT);
    assertThat(head.learningRate()).isEqualTo(2.5e-3, EXACT);
    assertThat(head.initStd()).isEqualTo(0.01, EXACT);
  }

  @Test
  void onlyEmbeddingsAreExemptWhereTheyAreHeld() {
    assertThat(heldRate(TensorRole.EMBEDDING)).isEqualTo(1e-2, EXACT);
    assertThat(heldRate(TensorRole.HIDDEN)).isEqualTo(2.5e-3, EXACT);
    assertThat(heldRate(TensorRole.VECTOR)).isEqualTo(2.5e-3, EXACT);
    assertThat(heldRate(TensorRole.READOUT)).isEqualTo(2.5e-3, EXACT);
  }

  private static double heldRate(TensorRole role) {
    ScaledTensor tensor = ScaledTensor.square(role, 256, 1024);
    return new EmbeddingHeld().rule(tensor, TUNED, OptimizerKind.ADAMW).learningRate();
  }

  @Test
  void spectralStartIsThatOfMupUnlessTheShapeChanges() {
    ScaledTensor square = ScaledTensor.square(TensorRole.HIDDEN, 256, 1024);
    ScaledTensor stretched =
        new ScaledTensor(TensorRole.HIDDEN, new Fans(256, 256), new Fans(4096, 1024), false);

    assertThat(spectral(square)).isEqualTo(spectralTwin(square));
    Fans target = stretched.target();
    double norm = Spectral.gaussianNorm(spectral(stretched).initStd(), target);
    double baseNorm = Spectral.gaussianNorm(0.02, stretched.base());
    assertThat(norm / baseNorm)
        .isEqualTo(Spectral.wantedNorm(target) / Spectral.wantedNorm(stretched.base()), EXACT);
  }

  private static TensorRule spectral(ScaledTensor tensor) {
    return new Spectral().rule(tensor, TUNED, OptimizerKind.ADAMW);
  }

  private static TensorRule spectralTwin(ScaledTensor tensor) {
    return new MaximalUpdate(MaximalUpdate.Layout.A).rule(tensor, TUNED, OptimizerKind.ADAMW);
  }

  @Test
  void rulesOfTheAdamFamilyRefuseSgd() {
    ScaledTensor tensor = ScaledTensor.square(TensorRole.HIDDEN, 1, 2);

    for (Parametrization only :
        List.of(new PerLayerRate(), new EmbeddingHeld(), new UnitScaled())) {
      assertThatThrownBy(() -> only.rule(tensor, TUNED, OptimizerKind.SGD))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(only.label())
          .hasMessageContaining("got sgd");
    }
  }

  @Test
  void everyParametrizationNamesItselfAndItsSource() {
    assertThat(RELATIVE).extracting(Parametrization::label).doesNotHaveDuplicates();
    assertThat(RELATIVE).extracting(Parametrization::citation).doesNotContain("");
    for (Parametrization parametrization : RELATIVE) {
      assertThat(Parametrization.of(parametrization.label())).isEqualTo(parametrization);
    }
    assertThatThrownBy(() -> Parametrization.of("mup"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mup-B")
        .hasMessageContaining("got mup");
  }
}
