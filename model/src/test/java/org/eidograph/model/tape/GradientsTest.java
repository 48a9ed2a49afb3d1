// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientsTest {
  private Scope scope;
  private Parameter matrix; // (2, 2)
  private Parameter vector; // (2)
  private Gradients gradients;

  @BeforeEach
  void open() {
    scope = Scope.open();
    matrix = parameter("matrix", 2, 2);
    vector = parameter("vector", 2);
    gradients = new Gradients(List.of(matrix, vector), Device.CPU);
  }

  @AfterEach
  void close() {
    gradients.close();
    matrix.close();
    vector.close();
    scope.close();
  }

  private static Parameter parameter(String name, long... shape) {
    ModulePath path = new ModulePath("layer." + name, ModuleType.GATE, 0);
    Tensor value = Tensors.zeros(DType.FLOAT32, Device.CPU, shape).keep();
    return new Parameter(name, ParameterRole.HIDDEN, path, value);
  }

  /** Whatever lies there when a step begins, even what no sum forgets, is gone. */
  @Test
  void theFirstContributionAfterClearingIsWrittenAndTheNextIsAdded() {
    gradients.flat().fillInPlace(Double.NaN);
    gradients.clear();

    gradients.add(vector, Tensors.ofFloats(new float[] {1, 2}, 2), 3);
    assertThat(gradients.of(vector).toFloats()).containsExactly(3, 6);

    gradients.add(vector, Tensors.ofFloats(new float[] {1, 2}, 2), -1);
    assertThat(gradients.of(vector).toFloats()).containsExactly(2, 4);
  }

  @Test
  void whatGotNothingIsZeroOnceSettledAndTheRestIsKept() {
    gradients.flat().fillInPlace(Double.NaN);
    gradients.clear();
    gradients.add(vector, Tensors.ofFloats(new float[] {1, 2}, 2), 1);

    gradients.settle();

    assertThat(gradients.flat().toFloats()).containsExactly(0, 0, 0, 0, 1, 2);
  }

  /** [1 2; 3 4]·[5 6; 7 8] = [19 22; 43 50], exact in both types. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "BFLOAT16"})
  void productsAreWrittenAndAddedTimesTheirFactor(DType type) {
    Tensor left = Tensors.ofFloats(new float[] {1, 2, 3, 4}, 2, 2).to(type);
    Tensor right = Tensors.ofFloats(new float[] {5, 6, 7, 8}, 2, 2).to(type);
    gradients.flat().fillInPlace(Double.NaN);
    gradients.clear();

    gradients.addProduct(matrix, left, right, 2);
    assertThat(gradients.of(matrix).toFloats()).containsExactly(38, 44, 86, 100);

    gradients.addProduct(matrix, left, right, -1);
    assertThat(gradients.of(matrix).toFloats()).containsExactly(19, 22, 43, 50);
  }

  @Test
  void rowsAreAddedWhereTheirNumbersSayAndARepeatedNumberTwice() {
    Tensor rows = Tensors.ofFloats(new float[] {1, 2, 10, 20, 100, 200}, 3, 2);
    gradients.flat().fillInPlace(Double.NaN);
    gradients.clear();

    gradients.addRows(matrix, new int[] {1, 1, 1}, rows);
    assertThat(gradients.of(matrix).toFloats()).containsExactly(0, 0, 111, 222);

    gradients.addRows(matrix, new int[] {0, 1, 0}, rows);
    assertThat(gradients.of(matrix).toFloats()).containsExactly(101, 202, 121, 242);
  }
}
