// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallLlamaTest {
  @TempDir private Path place;

  /** Each number of a matrix is used once for each token; a table is only looked up. */
  @Test
  void multiplicationsAreTheNumbersOfItsMatrices() {
    SmallLlama shape = new SmallLlama(32, 50, 16);
    shape.writeConfig(place);
    shape.writeWeights(place, 1);
    try (CausalLm model = CausalLm.load(place, DType.FLOAT64, Device.CPU)) {
      long numbers =
          model.parameters().stream()
              .filter(parameter -> parameter.value().dim() == 2)
              .filter(parameter -> parameter.module().type() != ModuleType.TOKEN_EMBEDDING)
              .map(Parameter::value)
              .mapToLong(value -> value.numel())
              .sum();

      assertThat(shape.multiplications()).isEqualTo(numbers);
    }
  }
}
