// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.api.Test;

/** Keeps the example of the package documentation alive. */
class PackageExampleTest {
  @Test
  void exampleOfThePackageComputesAGramMatrix() {
    double[] rows = {1, 0, 0, 1, 1, 1};
    int count = 3;
    int dimension = 2;

    KernelNetwork network = KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, 32);
    GramInput inputs = new GramInput.Points(rows, count, dimension);
    KernelGram gram = KernelGram.of(network, inputs, KernelGram.Settings.ntkOnly(2));
    double[] ntk = gram.packedNtk(); // entry (i, j), j ≤ i, at i(i+1)/2 + j
    double condition = KernelSpectrum.of(ntk, count).condition();

    // K(x, x) = L·σ_w²·‖x‖²/d on the edge of chaos.
    assertThat(ntk[0]).isEqualTo(32, within(1e-11));
    assertThat(ntk[5]).isEqualTo(64, within(1e-11));
    assertThat(condition).isBetween(1.0, 10.0);
  }
}
