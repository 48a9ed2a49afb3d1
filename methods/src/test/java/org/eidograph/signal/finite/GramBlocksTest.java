// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.theory.kernel.GramInput;
import org.eidograph.theory.kernel.KernelGram;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.torch.DType;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GramBlocksTest {
  /** Two blocks and a part of a third. */
  private static final int COUNT = 2 * GramBlocks.ROWS + 30;

  private static final KernelNetwork NETWORK = KernelNetwork.mlp(Activation.relu(), 1.4, 0, 3);

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void lowerTriangleIsThatOfKernelGram(int threads) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3);
        Workers workers = new Workers(threads)) {
      Tensor x = Tensors.normal(random, COUNT, 6).to(DType.FLOAT64);
      KernelGram gram =
          KernelGram.of(
              NETWORK, new GramInput.Points(x.toDoubles(), COUNT, 6), KernelGram.Settings.both(1));
      double[] nngp = gram.packedNngp();
      double[] ntk = gram.packedNtk();
      boolean[] seen = new boolean[COUNT];

      GramBlocks.symmetric(NETWORK, x)
          .compute(
              GramBlocks.Wanted.BOTH,
              workers,
              block -> {
                for (int i = 0; i < block.count(); i++) {
                  int row = block.first() + i;
                  seen[row] = true;
                  for (int j = 0; j <= row; j++) {
                    int at = row * (row + 1) / 2 + j;
                    // products of float64 rows differ in the last digit, entries up to 50
                    assertThat(block.nngp()[i * block.columns() + j])
                        .isEqualTo(nngp[at], within(1e-11));
                    assertThat(block.ntk()[i * block.columns() + j])
                        .isEqualTo(ntk[at], within(1e-11));
                  }
                }
              });

      assertThat(seen).containsOnly(true);
    }
  }
}
