// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.eidograph.signal.study.DeepTrainingStudy.Arm;
import org.eidograph.signal.study.DeepTrainingStudy.Curve;
import org.eidograph.study.Measured;
import org.eidograph.torch.Torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Expected numbers: recursions and mpmath tables of a separate Python program. */
class SignalStudiesTest {
  @Test
  void pointsAreThoseOfTheTable() {
    Map<String, Measured> points = EdgeStudy.points();

    assertThat(points.get("S1-tanh").value()).isCloseTo(1.3041458401, within(1e-9));
    assertThat(points.get("S1-elu").value()).isCloseTo(1.1761484737, within(1e-9));
    assertThat(points.get("S1-silu").value()).isCloseTo(1.098728, within(1e-6));
    assertThat(points.get("S1-softplus").value()).isZero();
  }

  /** χ_1 = 0.3988790065 at (1, 1); β of tanh 39.282035 and 2.242092 at σ_b = 0.05 and 0.5. */
  @Test
  @Tag("slow")
  void ratesAreThoseOfTheRecursion() {
    Map<String, Measured> rates = CorrelationStudy.run();

    // from layer 5 the slope differs from its limit by about f''·γ/2, some 1e-3
    assertThat(rates.get("I1-ordered").value()).isCloseTo(Math.log(0.3988790065), within(5e-3));
    assertThat(rates.get("I2-beta").value()).isCloseTo(39.282035 / 2.242092, within(1e-4));
    assertThat(rates.get("I1-tanh-constant").value()).isCloseTo(7.085, within(5e-3));
  }

  /** K12/K11 of ReLU 0.25380586 at 1000 layers, 0.25000641 at a million. */
  @Test
  @Tag("slow")
  void limitsAreThoseOfTheRecursion() {
    Map<String, Measured> pairs = TangentStudy.pairs();

    assertThat(pairs.get("N2-relu").value()).isCloseTo(0.25000641, within(1e-8));
    assertThat(pairs.get("N2-relu-log").value())
        .isCloseTo(1000 * 0.00000641 / 0.00380586, within(3e-3)); // digits of the first
    assertThat(pairs.get("N2-residual").value()).isCloseTo(0.29085290, within(1e-8));
  }

  /** On its edge the first outputs have variance q = 0.512 and labels ±1: loss about 1 + q. */
  @Test
  @Tag("slow")
  void trainingDependsOnTheSeedAloneAndBeginsAtItsVariance() {
    Torch.useThreads(1);
    double[] first = DeepNetworkRun.of(Arm.TANH_EDGE.start(), 1e-3, 7);
    double[] again = DeepNetworkRun.of(Arm.TANH_EDGE.start(), 1e-3, 7);
    double[] other = DeepNetworkRun.of(Arm.TANH_EDGE.start(), 1e-3, 8);

    assertThat(again).containsExactly(first);
    assertThat(other[0]).isNotEqualTo(first[0]);
    assertThat(first).hasSize(31);
    // one network: the outputs of all inputs share their random last layer
    assertThat(first[0]).isBetween(1.0, 1 + 9 * 0.512);
  }

  @Test
  void curveAveragesInTheLogarithm() {
    Curve low =
        new Curve(Arm.TANH_EDGE, 1e-3, List.of(new double[] {1, 0.25}, new double[] {1, 1}));
    Curve high = new Curve(Arm.RELU_EDGE, 1e-3, List.of(new double[] {1, 1}, new double[] {1, 4}));

    assertThat(low.mean()).containsExactly(new double[] {1, 0.5}, within(1e-15));
    assertThat(low.loss().value()).isCloseTo(0.5, within(1e-15));
    assertThat(high.over(low).value()).isCloseTo(4, within(1e-14));
  }
}
