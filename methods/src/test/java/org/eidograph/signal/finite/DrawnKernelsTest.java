// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.kernel.KernelPair;
import org.eidograph.theory.kernel.PairKernels;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.Initialization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DrawnKernelsTest {
  /** Standard errors that the mean of drawn networks may be off: three kernels of 15 cases. */
  private static final double ERRORS = 4;

  static Stream<Arguments> networks() {
    return Stream.of(
            Activation.relu(), Activation.erf(), Activation.gelu(), Smooth.TANH, Smooth.SILU)
        .flatMap(phi -> Stream.of(2, 3, 4).map(depth -> Arguments.of(phi, depth)));
  }

  @Test
  void aFewNarrowNetworksAgreeAtDepthTwo() {
    agree(Activation.relu(), 2, 64, 60);
  }

  @ParameterizedTest
  @MethodSource("networks")
  @Tag("slow")
  void meanOfDrawnNetworksIsTheAnalyticKernel(Activation phi, int depth) {
    agree(phi, depth, 256, 100);
  }

  private static void agree(Activation phi, int depth, int width, int trials) {
    double[] x = {1, 0.2, -0.5, 0.7};
    double[] y = {0.3, -1.1, 0.4, 0.9};
    double[] rows = {x[0], x[1], x[2], x[3], y[0], y[1], y[2], y[3]};
    Initialization init = new Initialization(1.3, 0.3);
    DrawnKernels drawn =
        DrawnKernels.of(rows, 2, new DrawnKernels.Settings(phi, init, width, depth, trials, 7));
    KernelPair exact =
        new PairKernels(KernelNetwork.mlp(phi, init.sigmaW(), init.sigmaB(), depth)).evaluate(x, y);

    covers(drawn.nngp().get(0), exact.q1(), width);
    covers(drawn.nngp().get(1), exact.nngp(), width);
    covers(drawn.nngp().get(2), exact.q2(), width);
    covers(drawn.ntk().get(0), exact.ntk1(), width);
    covers(drawn.ntk().get(1), exact.ntk(), width);
    covers(drawn.ntk().get(2), exact.ntk2(), width);
  }

  private static void covers(Estimate drawn, double exact, int width) {
    // besides the standard error, the mean itself is off by order depth/width
    double bias = 4.0 / width * Math.abs(exact);
    assertThat(Math.abs(drawn.value() - exact)).isLessThan(ERRORS * drawn.error() + bias);
    assertThat(drawn.error()).isLessThan(0.1 * Math.abs(exact) + 0.02);
  }

  @Test
  void sameSeedDrawsTheSameNetworks() {
    DrawnKernels.Settings settings =
        new DrawnKernels.Settings(Smooth.TANH, new Initialization(1.3, 0.3), 5, 2, 2, 3);
    double[] rows = {1, 2, -1, 0.5};

    assertThat(DrawnKernels.of(rows, 2, settings)).isEqualTo(DrawnKernels.of(rows, 2, settings));
    assertThatThrownBy(
            () -> new DrawnKernels.Settings(Smooth.TANH, new Initialization(1, 0), 5, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth must be at least 2, got 1");
  }
}
