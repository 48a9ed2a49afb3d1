// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationTest {
  static Stream<Activation> all() {
    return Stream.concat(
        Stream.of(Smooth.values()),
        Stream.concat(
            Stream.of(
                    "relu leaky_relu abs linear erf gelu sin cos exp gaussian elu selu hardtanh"
                        .split(" "))
                .map(Activation::named),
            Stream.of(
                Activation.hardSwish(),
                Activation.named("relu6"),
                Segmented.elu(0.5),
                new Sine(2, 0.7, 0.3),
                new ErrorFunction(0.4),
                Polynomial.hermite(4))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void derivativesAreThoseOfTheValue(Activation phi) {
    double h = 1e-4;
    for (double x : new double[] {-7.3, -2.2, -0.6, 0.4, 1.7, 4.9}) {
      double slope = (phi.value(x + h) - phi.value(x - h)) / (2 * h);
      double curvature = (phi.derivative(x + h) - phi.derivative(x - h)) / (2 * h);

      // Central differences: h² = 1e-8 times a third derivative that grows with the function.
      double size = 1e-7 * (1 + Math.abs(phi.value(x)));
      assertThat(phi.derivative(x)).isEqualTo(slope, within(size));
      assertThat(phi.secondDerivative(x)).isEqualTo(curvature, within(10 * size));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void kinksAreTheJumpsOfValueAndSlope(Activation phi) {
    double h = 1e-9;
    for (Kink kink : phi.kinks()) {
      double value = phi.value(kink.at() + h) - phi.value(kink.at() - h);
      double slope = phi.derivative(kink.at() + h) - phi.derivative(kink.at() - h);

      // One-sided values 1e-9 away, where slopes are at most 3.
      assertThat(kink.valueJump()).isEqualTo(value, within(1e-8));
      assertThat(kink.slopeJump()).isEqualTo(slope, within(1e-8));
    }
  }

  @Test
  void smoothActivationsKeepTheirDigitsInTheTails() {
    // silu(x) = x/(1 + e^-x) -> x·e^x; relative agreement to rounding 40 units out.
    assertThat(Smooth.SILU.value(-40) / (-40 * Math.exp(-40))).isEqualTo(1, within(1e-15));
    assertThat(Smooth.MISH.value(-40) / (-40 * Math.exp(-40))).isEqualTo(1, within(1e-15));
    assertThat(Smooth.TANH.derivative(-30) / (4 * Math.exp(-60))).isEqualTo(1, within(1e-15));
    assertThat(Smooth.SOFTPLUS.value(800)).isEqualTo(800);
    assertThat(Smooth.MISH.derivative(800)).isEqualTo(1);
    assertThat(Smooth.MISH.derivative(-800)).isEqualTo(0);
    assertThat(Smooth.CENTRED_SOFTPLUS.value(1e-9) / 5e-10).isEqualTo(1, within(1e-9));
  }

  @Test
  void customFunctionsDifferentiateTheirSlopeOnOneSideOfAKink() {
    Activation user =
        Custom.of(
            "user", x -> x > 1 ? x * x : 2 * x - 1, x -> x > 1 ? 2 * x : 2, List.of(Kink.bend(1)));

    // Exact for a slope that is linear on either side, up to 1e-16/step.
    assertThat(user.secondDerivative(1.0001)).isEqualTo(2, within(1e-9));
    assertThat(user.secondDerivative(0.9999)).isEqualTo(0, within(1e-9));
  }

  @Test
  void namesAreThoseOfConfigurationFiles() {
    assertThat(Activation.named("gelu_new")).isEqualTo(Smooth.GELU_TANH);
    assertThat(Activation.named("silu")).isEqualTo(Smooth.SILU);
    assertThat(Activation.named("Swish")).isEqualTo(Smooth.SILU);
    assertThat(Activation.named("leaky_relu").label()).isEqualTo("leaky_relu(0.01)");
    assertThatThrownBy(() -> Activation.named("rellu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no activation is called rellu; give one of relu, gelu");
  }

  @Test
  void refusesParametersOutsideTheirDomain() {
    assertThatThrownBy(() -> new PiecewiseLinear(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Activation.leakyRelu(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Segmented.elu(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Polynomial(List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("degree from 1 to 30");
    assertThatThrownBy(
            () -> new Segmented("x", List.of(1.0, 0.0), List.of(piece(), piece(), piece())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("breaks must ascend, got [1.0, 0.0]");
  }

  private static Segmented.Piece piece() {
    return new Segmented.Piece(0, 1, 0, 0);
  }
}
