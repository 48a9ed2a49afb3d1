// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.eidograph.base.UsageException;
import org.eidograph.theory.moments.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationNamesTest {
  /** Values of the functions at −2, from their definitions. */
  @ParameterizedTest
  @CsvSource({
    "relu,0",
    "ReLU,0",
    "leaky_relu,-0.02",
    "leaky-relu:0.1,-0.2",
    "LeakyReLU:0.25,-0.5",
    "abs,2",
    "tanh,-0.9640275800758169",
    "silu,-0.2384058440442351",
    "swish,-0.2384058440442351",
    "elu,-0.8646647167633873",
    "elu:0.5,-0.4323323583816936",
    "hard_tanh,-1",
    "hardswish,-0.3333333333333333",
    "gelu,-0.0455002638963584",
    "gelu_tanh,-0.0454023059122250",
    "sin,-0.9092974268256817",
    "exp,0.1353352832366127",
    "softplus,0.1269280110429726"
  })
  void nameIsTheFunction(String name, double atMinusTwo) {
    // the values above carry 16 digits
    assertThat(ActivationNames.parse(name).value(-2)).isCloseTo(atMinusTwo, within(1e-14));
  }

  @Test
  void everyMainNameIsKnown() {
    for (String name : ActivationNames.main()) {
      assertThat(ActivationNames.parse(name)).as(name).isEqualTo(Activation.named(name));
    }
    assertThat(ActivationNames.main()).doesNotHaveDuplicates().contains("tanh", "mish", "relu6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tahn|no activation is called 'tahn'; did you mean tanh?",
        "leaky_rleu:0.1|did you mean leaky_relu?",
        "quadratic-form|give one of abs, arctangent",
        "tanh:2|only elu and leaky_relu take a parameter, got 'tanh:2'; write tanh",
        "elu:-1|the parameter of elu must be a number it can take, got '-1'",
        "leaky_relu:much|got 'much'; write for example leaky_relu:0.1",
        "leaky_relu:NaN|got 'NaN'"
      })
  void mistakesNameTheMend(String text, String message) {
    assertThatThrownBy(() -> ActivationNames.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
