// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import static org.assertj.core.api.Assertions.assertThat;

import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;

/** Where copies lie along one side of a tensor. */
class AxisCopiesTest {
  @Test
  void copiesOfBlocksStayWithTheirBlock() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.range(4, Device.CPU).to(DType.FLOAT32);

      assertThat(new AxisCopies(0, 2, 1).apply(x).toFloats())
          .containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
      assertThat(new AxisCopies(0, 2, 2).apply(x).toFloats())
          .containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
      assertThat(new AxisCopies(1, 2, 1).apply(x.reshape(2, 2)).toFloats())
          .containsExactly(0, 1, 0, 1, 2, 3, 2, 3);
    }
  }
}
