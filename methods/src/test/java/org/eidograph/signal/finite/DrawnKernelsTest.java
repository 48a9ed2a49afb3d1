// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.kernel.KernelPair;
import org.eidograph.theory.kernel.PairKernels;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.Initialization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class DrawnKernelsTest {
  /** Standard errors that the mean of drawn networks may be off: three kernels of 15 cases. */
  private static final double ERRORS = 4;

  private static final int WIDTH = 256;

  static Stream<Arguments> networks() {
    return Stream.of(
            Activation.relu(), Activation.erf(), Activation.gelu(), Smooth.TANH, Smooth.SILU)
        .flatMap(phi -> Stream.of(2, 3, 4).map(depth -> Arguments.of(phi, depth)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void meanOfDrawnNetworksIsTheAnalyticKernel(Activation phi, int depth) {
    double[] x = {1, 0.2, -0.5, 0.7};
    double[] y = {0.3, -1.1, 0.4, 0.9};
    double[] rows = {x[0], x[1], x[2], x[3], y[0], y[1], y[2], y[3]};
    Initialization init = new Initialization(1.3, 0.3);
    DrawnKernels drawn =
        DrawnKernels.of(rows, 2, new DrawnKernels.Settings(phi, init, WIDTH, depth, 100, 7));
    KernelPair exact =
        new PairKernels(KernelNetwork.mlp(phi, init.sigmaW(), init.sigmaB(), depth))
            .evaluate(x, y);

    covers(drawn.nngp().get(0), exact.q1());
    covers(drawn.nngp().get(1), exact.nngp());
    covers(drawn.nngp().get(2), exact.q2());
    covers(drawn.ntk().get(0), exact.ntk1());
    covers(drawn.ntk().get(1), exact.ntk());
    covers(drawn.ntk().get(2), exact.ntk2());
  }

  private static void covers(Estimate drawn, double exact) {
    // besides the standard error, the mean itself is off by order depth/width
    double bias = 4.0 / WIDTH * Math.abs(exact);
    assertThat(Math.abs(drawn.value() - exact)).isLessThan(ERRORS * drawn.error() + bias);
    assertThat(drawn.error()).isLessThan(0.1 * Math.abs(exact) + 0.02);
  }
}
