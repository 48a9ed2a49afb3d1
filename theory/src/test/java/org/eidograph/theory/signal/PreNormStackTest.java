// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.CsvTable;
import org.eidograph.theory.kernel.FiniteKernelSimulation;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.kernel.KernelPair;
import org.eidograph.theory.kernel.PairKernels;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class PreNormStackTest {
  @Test
  void reluStackAgreesWithThirtyThreeDigits() {
    PreNormStack stack = PreNormStack.of(Activation.relu(), Math.sqrt(2));
    for (CsvTable.Row row : CsvTable.read("signal/prenorm.csv")) {
      int block = row.count("block");
      if (block == 0) {
        double flow = ResidualFlow.relu().at(0.5, Math.log(25)).correlation();
        assertThat(flow).isEqualTo(row.number("c"), within(1e-11));
      } else {
        // Rounding of at most 24 blocks.
        assertThat(1 - stack.gamma(0.5, 1, block)).isEqualTo(row.number("c"), within(1e-14));
        assertThat(stack.variance(1, block)).isEqualTo(row.number("q"), within(1e-12));
      }
    }
  }

  @Test
  void gradientsOfReluGrowLikeTheVariance() {
    PreNormStack stack = PreNormStack.of(Activation.relu(), 1.2);

    assertThat(stack.jacobianNorm(0.7, 30)).isEqualTo(stack.variance(0.7, 30) / 0.7, within(1e-12));
    assertThat(stack.effectiveDepth(0.7, 30))
        .isEqualTo(Math.log(stack.jacobianNorm(0.7, 30)), within(1e-13));
  }

  @Test
  void agreesWithTheLayeredKernelForASmoothActivation() {
    double[] scales = new double[12];
    java.util.Arrays.fill(scales, 1);
    KernelPair pair =
        new PairKernels(KernelNetwork.preNorm(Smooth.SILU, 1.5, 0, scales)).evaluate(0.8, 0.8, 0.6);
    PreNormStack stack = PreNormStack.of(Smooth.SILU, 1.5);

    // Two codes for one recursion, series accurate to 1e-13.
    assertThat(pair.gamma()).isEqualTo(stack.gamma(0.6, 0.8, 12), within(1e-12));
    assertThat(pair.q1()).isEqualTo(stack.variance(0.8, 12), within(1e-11));
  }

  @Test
  void drawnStacksScatterAroundTheFormulas() {
    double[] scales = new double[24];
    java.util.Arrays.fill(scales, 1);
    FiniteKernelSimulation.Result drawn =
        FiniteKernelSimulation.run(
            KernelNetwork.preNorm(Activation.relu(), Math.sqrt(2), 0, scales),
            new FiniteKernelSimulation.Settings(256, 1, 1, 0.5, 100, 5));
    double correlation = 1 - PreNormStack.of(Activation.relu(), Math.sqrt(2)).gamma(0.5, 1, 24);

    // Four standard errors, and a bias of order 1/width on top.
    assertThat(drawn.q1().value()).isEqualTo(25, within(4 * drawn.q1().error() + 25.0 / 256));
    assertThat(drawn.covariance().value())
        .isEqualTo(25 * correlation, within(4 * drawn.covariance().error() + 25.0 / 256));
  }

  @Test
  void branchVarianceIsWhatWasAskedFor() {
    assertThat(PreNormStack.ofBranchVariance(Activation.gelu(), 0.3).branchVariance())
        .isEqualTo(0.3, within(1e-15));
  }
}
