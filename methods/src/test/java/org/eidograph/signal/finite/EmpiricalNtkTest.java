// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.TangentGram;
import org.eidograph.torch.DType;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EmpiricalNtkTest {
  static Stream<Arguments> networks() {
    return Stream.of(Activation.relu(), Activation.gelu(), Smooth.TANH)
        .flatMap(phi -> Stream.of(1, 2, 4).map(depth -> Arguments.of(phi, depth)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void factorsAndJacobianGiveOneKernelInBothForms(Activation phi, int depth) {
    for (FiniteMlp.Form form : FiniteMlp.Form.values()) {
      try (Scope scope = Scope.open();
          RandomSource random = RandomSource.of(5);
          FiniteMlp network =
              FiniteMlp.random(
                  new FiniteMlp.Shape(3, 7, depth, 2),
                  phi,
                  new Initialization(1.3, 0.4),
                  form,
                  random)) {
        Tensor x = Tensors.normal(random, 4, 3).to(DType.FLOAT64);

        TangentGram factored = EmpiricalNtk.factored(network, x);
        TangentGram whole = EmpiricalNtk.fromJacobian(network, x);

        assertThat(factored.examples()).isEqualTo(4);
        assertThat(factored.outputs()).isEqualTo(2);
        for (int i = 0; i < factored.entries().length; i++) {
          // float64 sums of at most 200 products, entries up to 100
          assertThat(factored.entries()[i]).isEqualTo(whole.entries()[i], within(1e-10));
        }
      }
    }
  }
}
