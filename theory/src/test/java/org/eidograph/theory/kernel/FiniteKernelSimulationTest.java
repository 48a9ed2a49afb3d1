// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.eidograph.theory.kernel.FiniteKernelSimulation.Result;
import org.eidograph.theory.kernel.FiniteKernelSimulation.Settings;
import org.eidograph.theory.kernel.KernelLayer.Dense;
import org.eidograph.theory.kernel.KernelLayer.Dropout;
import org.eidograph.theory.kernel.KernelLayer.Nonlinearity;
import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.eidograph.theory.kernel.KernelLayer.Residual;
import org.eidograph.theory.kernel.KernelLayer.Scale;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Estimate;
import org.eidograph.theory.moments.Smooth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FiniteKernelSimulationTest {
  private static final Normalization LAYER_NORM = new Normalization(Normalization.Kind.LAYER, 1e-5);
  private static final Normalization RMS_NORM = new Normalization(Normalization.Kind.RMS, 0.1);

  static Stream<KernelNetwork> networks() {
    return Stream.of(
        KernelNetwork.mlp(Activation.relu(), 1.4, 0.3, 4),
        KernelNetwork.mlp(Smooth.SILU, 1.6, 0.2, 3),
        KernelNetwork.resnet(Activation.elu(), 1.2, 0.4, 0.5, 0.7, 0.3),
        KernelNetwork.preNorm(Activation.gelu(), 1.3, 0.1, 1, 0.5),
        // Normalisation right after an activation, where its mean matters.
        KernelNetwork.of(
            Dense.of(1.1, 0.3),
            new Nonlinearity(Activation.relu()),
            LAYER_NORM,
            Dense.of(1.2, 0),
            new Nonlinearity(Smooth.TANH),
            RMS_NORM,
            new Scale(0.7),
            Dense.of(1, 0.2)),
        KernelNetwork.of(
            Dense.of(1, 0.1),
            new Nonlinearity(Activation.hardTanh()),
            new Dropout(0.3),
            Dense.of(1.5, 0),
            new Residual(
                List.of(RMS_NORM, new Nonlinearity(Activation.relu()), Dense.of(1, 0)), 0.8)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void drawnNetworksScatterAroundTheKernelsOfTheLimit(KernelNetwork network) {
    Settings settings = new Settings(256, 0.8, 1.5, 0.4, 60, 5);
    Result drawn = FiniteKernelSimulation.run(network, settings);
    KernelPair limit = new PairKernels(network).evaluate(0.8, 1.5, 0.4);

    agree(drawn.q1(), limit.q1());
    agree(drawn.q2(), limit.q2());
    agree(drawn.covariance(), limit.nngp());
  }

  /** Four standard errors, and a bias of order 1/width. */
  private static void agree(Estimate drawn, double limit) {
    assertThat(drawn.error()).isLessThan(0.05 * limit);
    assertThat(drawn.value()).isEqualTo(limit, within(4 * drawn.error() + 2 * limit / 256));
  }

  @Test
  void sameSeedDrawsTheSameNetworks() {
    KernelNetwork network = KernelNetwork.mlp(Activation.relu(), 1.4, 0.3, 2);
    Settings settings = new Settings(16, 1, 1, 0.5, 3, 9);

    assertThat(FiniteKernelSimulation.run(network, settings))
        .isEqualTo(FiniteKernelSimulation.run(network, settings))
        .isNotEqualTo(FiniteKernelSimulation.run(network, new Settings(16, 1, 1, 0.5, 3, 10)));
  }

  @Test
  void equalInputsStayEqual() {
    KernelNetwork network = KernelNetwork.preNorm(Activation.relu(), 1.3, 0.1, 1, 0.5);
    Result drawn = FiniteKernelSimulation.run(network, new Settings(32, 1, 1, 0, 2, 1));

    assertThat(drawn.covariance().value()).isEqualTo(drawn.q1().value(), within(1e-12));
  }

  @Test
  void refusesSettingsOutsideTheirDomain() {
    assertThatThrownBy(() -> new Settings(1, 1, 1, 0.5, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width must be at least 2, got 1");
    assertThatThrownBy(() -> new Settings(8, 0, 1, 0.5, 2, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
