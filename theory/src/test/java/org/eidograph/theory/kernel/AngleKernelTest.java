// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Angle;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;

class AngleKernelTest {
  @Test
  void tableAgreesWithTheLayersWhateverTheDepth() {
    for (int depth : new int[] {1, 10, 100, 1000}) {
      KernelNetwork network = KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, depth);
      AngleKernel kernel = AngleKernel.of(network, 1);
      NtkTrajectory layers = new NtkTrajectory(Activation.relu(), Math.sqrt(2), 0);
      for (double theta : new double[] {0, 1e-6, 0.01, 0.7, 2, 3, Math.PI}) {
        double exact = layers.at(1, Angle.gamma(theta), depth).get(0).ntk();

        // Relative to κ(0); at depth 1000 the vector form of the layers itself errs by 1e-12.
        double tolerance = Math.max(1e-14, 3e-15 * depth) * 2 * depth;
        assertThat(kernel.ntk(theta)).isEqualTo(exact, within(tolerance));
      }
    }
  }

  @Test
  void smoothActivationsTakeFewNodes() {
    AngleKernel kernel = AngleKernel.of(KernelNetwork.mlp(Smooth.SILU, 1.6, 0.2, 6), 1);
    KernelPair pair =
        new PairKernels(KernelNetwork.mlp(Smooth.SILU, 1.6, 0.2, 6))
            .evaluate(1, 1, Angle.gamma(1.1));

    assertThat(kernel.nodes()).isEqualTo(64);
    assertThat(kernel.errorEstimate()).isLessThan(1e-13);
    assertThat(kernel.nngp(1.1)).isEqualTo(pair.nngp(), within(1e-12));
    assertThat(kernel.ntk(1.1)).isEqualTo(pair.ntk(), within(1e-12));
    assertThat(kernel.diagonal().ntk1()).isEqualTo(pair.ntk1());
  }

  @Test
  void shortPolynomialsAgreeWithTheSeries() {
    AngleKernel kernel =
        AngleKernel.of(KernelNetwork.mlp(Activation.leakyRelu(0.1), 1.4, 0.1, 40), 1);
    AngleTable table = AngleTable.of(kernel.ntkSeries());
    double[] gamma = new double[2001];
    double[] scale = new double[gamma.length];
    double[] out = new double[gamma.length];
    for (int i = 0; i < gamma.length; i++) {
      gamma[i] = i / 1000.0;
      scale[i] = 2;
    }
    table.row(gamma, scale, gamma.length, new double[gamma.length], out, 0);

    for (int i = 0; i < gamma.length; i++) {
      double exact = 2 * kernel.ntk(Math.min(Math.PI, Angle.ofGamma(gamma[i])));
      // The table promises 2e-14 of its largest value at its own check points.
      assertThat(out[i]).isEqualTo(exact, within(2e-13 * kernel.diagonal().ntk1()));
    }
  }

  @Test
  void refusesAnglesBeyondPiAndZeroNorms() {
    KernelNetwork network = KernelNetwork.mlp(Activation.relu(), 1, 0, 2);

    assertThatThrownBy(() -> AngleKernel.of(network, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AngleKernel.of(network, 1).ntk(3.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the angle must lie between 0.0 and 3.14");
  }
}
