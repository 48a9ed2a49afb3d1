// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.ErrorFunction;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FiniteActivationTest {
  private static final double[] PLACES = {-3, -1.2, -0.3, 0.1, 0.8, 2.5};

  static Stream<Activation> activations() {
    return Stream.of(
        Activation.relu(),
        Activation.leakyRelu(0.1),
        Activation.absolute(),
        Activation.erf(),
        new ErrorFunction(0.7),
        Activation.gelu(),
        Smooth.GELU_TANH,
        Smooth.SILU,
        Smooth.TANH);
  }

  @ParameterizedTest
  @MethodSource("activations")
  void valueAndSlopeAreThoseOfTheTheory(Activation phi) {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.ofDoubles(PLACES, PLACES.length).requiresGrad(true);

      Tensor y = FiniteActivation.of(phi).apply(x);
      double[] slopes =
          Autograd.gradients(y.sum(), List.of(x), Autograd.Mode.FREE).get(0).toDoubles();

      double[] values = y.toDoubles();
      for (int i = 0; i < PLACES.length; i++) {
        // two float64 implementations of the same function, values up to 3
        assertThat(values[i]).isEqualTo(phi.value(PLACES[i]), within(1e-14));
        assertThat(slopes[i]).isEqualTo(phi.derivative(PLACES[i]), within(1e-14));
      }
    }
  }

  @Test
  void refusesWhatFiniteNetworksDoNotHave() {
    assertThatThrownBy(() -> FiniteActivation.of(Activation.sine()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("got sin; give one of them");
  }
}
