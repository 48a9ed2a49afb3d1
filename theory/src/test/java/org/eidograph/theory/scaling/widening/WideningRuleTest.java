// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.widening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.scaling.AxisGrowth;
import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.MaximalUpdate;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.Spectral;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.theory.scaling.TunedSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WideningRuleTest {
  /** The published table for k_out = 3, k_in = 2. */
  @Test
  void factorsAreThePublishedOnes() {
    AxisGrowth factors = new AxisGrowth(3, 2);

    assertThat(WideningRule.of(factors, OptimizerKind.SGD))
        .isEqualTo(new WideningRule(0.5, 1.5, 1, 2 / 3.0, 1 / 3.0, 1 / 9.0, 1.5));
    assertThat(WideningRule.of(factors, OptimizerKind.ADAM))
        .isEqualTo(new WideningRule(0.5, 0.5, 1 / 3.0, 2 / 3.0, 1 / 3.0, 1 / 9.0, 1.5));
    assertThat(WideningRule.of(factors, OptimizerKind.ADAMW))
        .isEqualTo(new WideningRule(0.5, 0.5, 1 / 3.0, 2, 1 / 3.0, 1 / 9.0, 1.5));
    WideningRule muon = WideningRule.of(factors, OptimizerKind.MUON);
    assertThat(muon.learningRate()).isEqualTo(Math.sqrt(1.5));
    assertThat(muon.weightDecay()).isEqualTo(1 / Math.sqrt(1.5));
  }

  @Test
  void readoutBehindItsMultiplierIsCopiedUnchanged() {
    assertThat(WideningRule.behindMultiplier(4, OptimizerKind.ADAMW))
        .isEqualTo(new WideningRule(1, 1, 0.25, 1, 0.25, 1 / 16.0, 4));
    assertThat(WideningRule.behindMultiplier(4, OptimizerKind.SGD).learningRate()).isEqualTo(4);
  }

  @Test
  void foldedGainHasAKthOfTheRate() {
    assertThat(WideningRule.foldedGain(4, OptimizerKind.ADAMW))
        .isEqualTo(new WideningRule(0.25, 0.25, 1, 4, 1, 1, 0.25));
    assertThat(WideningRule.foldedGain(4, OptimizerKind.SGD).learningRate()).isEqualTo(0.25);
  }

  /** A source that follows muP at width n has, widened, the settings of muP at k·n. */
  @ParameterizedTest
  @EnumSource(TensorRole.class)
  void wideningFollowsMup(TensorRole role) {
    TunedSettings tuned = new TunedSettings(3e-3, 0.1, 1e-8, 0.02);
    for (OptimizerKind kind :
        new OptimizerKind[] {OptimizerKind.SGD, OptimizerKind.ADAM, OptimizerKind.ADAMW}) {
      TensorRule source = new MaximalUpdate().rule(tensor(role, 128), tuned, kind);
      TensorRule wide = new MaximalUpdate().rule(tensor(role, 512), tuned, kind);
      WideningRule rule =
          role == TensorRole.READOUT
              ? WideningRule.behindMultiplier(4, kind)
              : WideningRule.of(
                  new AxisGrowth(role.growsOut() ? 4 : 1, role.growsIn() ? 4 : 1), kind);

      double exact = 1e-14;
      assertThat(source.learningRate() * rule.learningRate())
          .isCloseTo(wide.learningRate(), within(exact));
      assertThat(source.epsilon() * rule.epsilon()).isCloseTo(wide.epsilon(), within(1e-22));
      assertThat(source.weightDecay() * rule.weightDecay())
          .isCloseTo(wide.weightDecay(), within(exact));
      assertThat(source.clipWeight() * rule.clipWeight())
          .isCloseTo(wide.clipWeight(), within(exact * wide.clipWeight()));
    }
  }

  private static ScaledTensor tensor(TensorRole role, int width) {
    return ScaledTensor.square(role, 64, width);
  }

  @Test
  void noiseIsAStartOfTheTargetWidth() {
    assertThat(WideningNoise.std(TensorRole.HIDDEN, 2, 256, 0.5)).isEqualTo(1 / 16.0);
    assertThat(WideningNoise.std(TensorRole.EMBEDDING, 0.02, 1, 0.5)).isEqualTo(0.01);
    assertThat(WideningNoise.std(TensorRole.READOUT, 0.02, 256, 0.5)).isEqualTo(0.01);
    assertThat(WideningNoise.std(TensorRole.VECTOR, 0.02, 256, 0.5)).isZero();
    assertThat(WideningNoise.std(TensorRole.HIDDEN, 2, 256, 0)).isZero();
    assertThat(WideningNoise.fromAuthors(0.8, 2)).isEqualTo(0.4);
  }

  @Test
  void spectralNoiseHasItsShareOfTheNorm() {
    double std = WideningNoise.spectralStd(0.3, 5, 64, 256);

    assertThat(Spectral.gaussianNorm(std, new Fans(64, 256))).isEqualTo(1.5, within(1e-14));
  }

  @Test
  void rateAndNoiseHoldForOneFactorAndWiderSources() {
    ContinuedRun small = new ContinuedRun(2, 1e-2, 0.8, 128);

    assertThat(small.carriedTo(2, 4096)).isEqualTo(new ContinuedRun(2, 1e-2, 0.8, 4096));
    assertThat(small.wideEnough()).isTrue();
    assertThat(new ContinuedRun(2, 1e-2, 0.8, 64).wideEnough()).isFalse();
    assertThatThrownBy(() -> small.carriedTo(4, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 4.0 for settings tuned at 2.0");
    assertThatThrownBy(() -> small.carriedTo(2, 64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got width 64 after tuning at 128");
  }

  /** The example of the package documentation. */
  @Test
  void exampleOfThePackageRuns() {
    WideningRule rule = WideningRule.of(AxisGrowth.both(2), OptimizerKind.ADAMW);

    assertThat(rule.value()).isEqualTo(0.5);
    assertThat(rule.learningRate()).isEqualTo(0.5);
    assertThat(rule.secondMoment()).isEqualTo(0.25);
  }

  @Test
  void refusesFactorsAndStrengthsThatAreNone() {
    assertThatThrownBy(() -> WideningRule.of(new AxisGrowth(0.5, 1), OptimizerKind.SGD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WideningNoise.std(TensorRole.HIDDEN, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WideningNoise.spectralStd(1, 1, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in [0, 1)");
    assertThatThrownBy(() -> new ContinuedRun(1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
