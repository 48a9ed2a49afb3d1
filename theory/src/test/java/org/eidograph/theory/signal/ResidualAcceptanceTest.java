// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Residual networks against the digits of a second program, each to the tolerance it was given. */
class ResidualAcceptanceTest {
  /** Columns: depth, σ_w², q, c, K12 for q_0 = 1 and c_0 = 1/2. */
  @ParameterizedTest
  @CsvSource({
    "SR-1, uniform, 10, 1, 1.6288946268, 0.5484086878, 1.1491620741, 1e-9",
    "SR-2, uniform, 1000, 1, 1.6485152621, 0.5502579817, 1.1783099854, 1e-9",
    "SR-7, decreasing, 10, 2, 6.84572513, 0.63064421, 7.47819682, 1e-7",
    "SR-7, decreasing, 1000, 2, 8.99664687, 0.64868595, 10.77591621, 1e-7"
  })
  void kernelsOfFiniteDepth(
      String id,
      String schedule,
      int branches,
      double square,
      double q,
      double c,
      double tangent,
      double tolerance) {
    BranchSchedule scales =
        schedule.equals("uniform") ? BranchSchedule.uniform() : new BranchSchedule.Decreasing(0);
    ResidualKernel.State state = ResidualKernel.relu(Math.sqrt(square)).run(0.5, scales, branches);

    assertThat(state.variance(1)).as(id).isEqualTo(q, within(tolerance));
    assertThat(state.correlation()).as(id).isEqualTo(c, within(tolerance));
    assertThat(state.tangent() * state.variance(1)).as(id).isEqualTo(tangent, within(tolerance));
  }

  /** Columns: c_0, covariance, K12. */
  @ParameterizedTest
  @CsvSource({
    "-0.5, -0.3941476980, -0.4900360531",
    "0, 0.2330429217, 0.2628197553",
    "0.25, 0.5637514614, 0.6973024924",
    "0.5, 0.9072540535, 1.1786188913",
    "0.9, 1.4914387763, 2.1077766170"
  })
  void kernelsAtHalfAUnitOfDepth(double start, double covariance, double tangent) { // SR-3, SR-4
    ResidualKernel.State state = ResidualFlow.relu().at(1 - start, 0.5);

    assertThat(state.variance(1) * state.correlation()).isEqualTo(covariance, within(1e-8));
    assertThat(state.variance(1) * state.tangent()).isEqualTo(tangent, within(1e-8));
  }

  /** Columns: c_0, correlation, K12. */
  @ParameterizedTest
  @CsvSource({
    "-0.5, -0.0438914247, -0.3109839992",
    "0, 0.2538591013, 0.8692438261",
    "0.25, 0.4175869511, 1.6140045168",
    "0.5, 0.5932296714, 2.4980761432",
    "0.9, 0.9088950465, 4.4447508841"
  })
  void kernelsAtOneUnitOfDepth(double start, double correlation, double tangent) { // SR-5, SR-6
    ResidualKernel.State state = ResidualFlow.relu().at(1 - start, 1);

    assertThat(state.correlation()).isEqualTo(correlation, within(1e-8));
    assertThat(state.variance(1) * state.tangent()).isEqualTo(tangent, within(1e-8));
  }

  @ParameterizedTest
  @CsvSource({"SR-4, 0.5, 2.4730819061", "SR-6, 1, 5.4365636569"})
  void diagonalOfTheTangentKernel(String id, double depth, double value) {
    ResidualKernel.State state = ResidualFlow.relu().at(0.5, depth);

    assertThat(state.variance(1) * state.tangentDiagonal()).as(id).isEqualTo(value, within(1e-8));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.51072082",
    "0.25, 0.52615546",
    "2, 0.66234878",
    "3, 0.71508335",
    "5, 0.78907412",
    "10, 0.88380824"
  })
  void correlationAsAFunctionOfTheEffectiveDepth(double depth, double value) { // SR-8
    assertThat(ResidualFlow.relu().at(0.5, depth).correlation()).isEqualTo(value, within(1e-7));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.55450", "2, 0.58496", "6, 0.64231", "12, 0.67827", "24, 0.71114"})
  void normalisedBranches(int blocks, double value) { // PN-1
    PreNormStack stack = PreNormStack.ofBranchVariance(Activation.relu(), 1);

    assertThat(1 - stack.gamma(0.5, 1, blocks)).isEqualTo(value, within(1e-5));
  }

  @ParameterizedTest
  @CsvSource("25, 0.72496")
  void flowOfNormalisedBranches(double growth, double value) { // PN-2
    assertThat(ResidualFlow.relu().at(0.5, Math.log(growth)).correlation())
        .isEqualTo(value, within(1e-5));
  }
}
