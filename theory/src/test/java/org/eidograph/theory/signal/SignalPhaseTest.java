// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Labels;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignalPhaseTest {
  static Stream<CsvTable.Row> phases() {
    return CsvTable.read("signal/phases.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("phases")
  void limitAgreesWithAnIterationInThirtyDigits(CsvTable.Row row) {
    Activation phi = Labels.activation(row.text("activation"));
    SignalPhase phase =
        phase(phi, row.number("sigma_w"), row.number("sigma_b"), row.number("start"));

    // Newton's method ends at the rounding of F, divided by 1 − F' of at least 0.02.
    assertThat(phase.variance() / row.number("q")).isEqualTo(1, within(1e-12));
    assertThat(phase.chi()).isEqualTo(row.number("chi"), within(1e-12));
  }

  @Test
  void orderedPhaseForgetsAtTheRateChi() {
    SignalPhase phase = phase(Smooth.TANH, 1, 1, 1);
    CorrelationMap map = CorrelationMap.of(Smooth.TANH, new Initialization(1, 1), phase.variance());
    double ratio = map.gammaAfter(0.5, 31) / map.gammaAfter(0.5, 30);

    assertThat(phase.phase()).isEqualTo(SignalPhase.Phase.ORDERED);
    assertThat(phase.limitGamma()).isEqualTo(0);
    // After 30 layers γ is 1e-12 and only the linear term is left.
    assertThat(Math.exp(-1 / phase.correlationDepth())).isEqualTo(ratio, within(1e-10));
    // Digits of another program.
    assertThat(phase.correlationDepth()).isEqualTo(1.0880242640, within(1e-8));
  }

  @Test
  void chaoticPhaseEndsAtACorrelationBelowOne() {
    SignalPhase phase = phase(Smooth.TANH, 2, 0.2, 1);
    CorrelationMap map =
        CorrelationMap.of(Smooth.TANH, new Initialization(2, 0.2), phase.variance());

    assertThat(phase.phase()).isEqualTo(SignalPhase.Phase.CHAOTIC);
    assertThat(phase.limitGamma()).isPositive();
    // A fixed point, attracting from both sides.
    assertThat(map.gamma(phase.limitGamma())).isEqualTo(phase.limitGamma(), within(1e-13));
    assertThat(map.gammaAfter(1e-6, 500)).isEqualTo(phase.limitGamma(), within(1e-12));
    assertThat(phase.correlationDepth()).isPositive().isFinite();
  }

  @Test
  void edgeHasInfiniteCorrelationDepth() {
    EdgePoint point = EdgeOfChaos.point(Smooth.TANH, 0.2);
    SignalPhase phase = SignalPhase.of(Smooth.TANH, point.init(), point.variance());

    assertThat(phase.phase()).isEqualTo(SignalPhase.Phase.EDGE);
    assertThat(phase.correlationDepth()).isInfinite();
    assertThat(phase.varianceDepth()).isEqualTo(-1 / Math.log(point.varianceSlope()), within(1e-9));
  }

  @Test
  void ourNumericsShowSiluLeavingItsEdgePointForAnOrderedOne() {
    EdgePoint point = EdgeOfChaos.point(Smooth.SILU, 0.2);
    SignalPhase below = SignalPhase.of(Smooth.SILU, point.init(), 0.999 * point.variance());
    SignalPhase above = SignalPhase.of(Smooth.SILU, point.init(), 1.001 * point.variance());

    assertThat(below.phase()).isEqualTo(SignalPhase.Phase.ORDERED);
    assertThat(below.variance()).isEqualTo(0.1940379623, within(1e-7));
    assertThat(above.phase()).isEqualTo(SignalPhase.Phase.DIVERGING);
  }

  @Test
  void signalsOfSmallWeightsVanishAndThoseOfLargeOnesDiverge() {
    assertThat(phase(Activation.relu(), 1, 0, 1).phase()).isEqualTo(SignalPhase.Phase.VANISHING);
    assertThat(phase(Activation.relu(), 1.5, 0, 1).phase()).isEqualTo(SignalPhase.Phase.DIVERGING);
    assertThat(phase(Activation.relu(), Math.sqrt(2), 0, 3).variance()).isEqualTo(3, within(1e-12));
  }

  private static SignalPhase phase(Activation phi, double sigmaW, double sigmaB, double start) {
    return SignalPhase.of(phi, new Initialization(sigmaW, sigmaB), start);
  }
}
