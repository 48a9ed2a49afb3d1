// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.theory.CsvTable;
import org.eidograph.theory.kernel.KernelSpectrum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResidualFlowTest {
  private static final ResidualFlow FLOW = ResidualFlow.relu();

  static Stream<CsvTable.Row> limits() {
    return CsvTable.read("signal/residual-limit.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limitAgreesWithThirtyThreeDigits(CsvTable.Row row) {
    ResidualKernel.State state = FLOW.at(1 - row.number("c0"), row.number("depth"));

    // Runge-Kutta with 200 steps per unit: below 2e-13 per unit of depth.
    assertThat(state.correlation()).isEqualTo(row.number("c"), within(1e-11));
    assertThat(state.tangent()).isEqualTo(row.number("ntk"), within(1e-11));
  }

  @Test
  void finiteDepthDiffersByOrderOneOverTheDepth() {
    double exact = Math.exp(0.5);
    for (int depth : new int[] {50, 100, 200}) {
      ResidualKernel.State state = ResidualKernel.relu(1).run(0.5, BranchSchedule.uniform(), depth);
      ResidualKernel.State limit = FLOW.at(0.5, 0.5);
      double variance = depth * (exact - state.variance(1));
      double covariance =
          depth * (exact * limit.correlation() - state.variance(1) * state.correlation());

      // Published constants 0.205 and 0.145; the next order is 1/depth of them.
      assertThat(variance).isEqualTo(0.205, within(0.005));
      assertThat(covariance).isEqualTo(0.145, within(0.005));
    }
  }

  @Test
  void anyScheduleWithSmallScalesHasTheSameLimitAtTheSameDepth() {
    ResidualKernel kernel = ResidualKernel.relu(1);
    double[] ramp = new BranchSchedule.Ramp().scales(100_000);
    ResidualKernel.State finite = kernel.run(0.5, ramp);
    ResidualKernel.State limit = FLOW.at(0.5, kernel.effectiveDepth(ramp));

    assertThat(finite.correlation()).isEqualTo(limit.correlation(), within(1e-6));
    assertThat(finite.tangent()).isEqualTo(limit.tangent(), within(1e-5));
  }

  @Test
  void limitKeepsDistinctPointsApartWherePlainNetworksDoNot() {
    CorrelationMap plain =
        CorrelationMap.of(
            org.eidograph.theory.moments.Activation.relu(), new Initialization(Math.sqrt(2), 0), 1);
    for (String kernel : List.of("flow_1", "plain_100")) {
      double[] packed = new double[15];
      for (int i = 0, at = 0; i < 5; i++) {
        for (int j = 0; j <= i; j++, at++) {
          double gamma = 1 - Math.cos(2 * Math.PI * (i - j) / 5);
          double image =
              kernel.equals("flow_1") ? FLOW.at(gamma, 1).gamma() : plain.gammaAfter(gamma, 100);
          packed[at] = 1 - image;
        }
      }
      List<Double> table = new ArrayList<>();
      CsvTable.read("signal/residual-circle.csv").stream()
          .filter(row -> row.text("kernel").equals(kernel))
          .forEach(row -> table.add(row.number("eigenvalue")));

      double[] eigenvalues = KernelSpectrum.of(packed, 5).eigenvalues();
      for (int i = 0; i < 5; i++) {
        // Eigenvalues move by at most the error of the entries, 1e-13.
        assertThat(eigenvalues[i]).isEqualTo(table.get(i), within(1e-12));
      }
    }
  }

  @Test
  void noDepthIsTheInput() {
    assertThat(FLOW.at(0.7, 0)).isEqualTo(ResidualKernel.State.atInput(0.7));
    assertThat(FLOW.at(0, 3).gamma()).isEqualTo(0);
    assertThat(FLOW.at(0, 3).tangent()).isEqualTo(4, within(1e-12));
  }
}
