// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RmsNormTest {
  private static final double EPSILON = 1e-5; // of the golden file

  @Test
  void forwardAndBackwardEqualTheReferenceLibrary() {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("rms_norm")) {
      Tensor x = golden.tensor("x");
      Tensor weight = golden.tensor("weight");
      Tensor reciprocal = RmsNorm.reciprocal(x, EPSILON);

      Tensor y = RmsNorm.apply(x, reciprocal, weight, DType.FLOAT32);
      Tensor dx = RmsNorm.backward(golden.tensor("upstream"), x, reciprocal, weight);

      // float32 sums over 16 entries of size about 1
      assertThat(y.maxAbsDifference(golden.tensor("y"))).isLessThan(2e-6);
      assertThat(dx.maxAbsDifference(golden.tensor("grad_x"))).isLessThan(5e-6);
    }
  }

  @Test
  void gradientEqualsAutogradInFloat32() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      // a mean far from zero is where centring could lose digits
      Tensor x = Tensors.normal(random, 7, 2, 64).add(3).leaf();
      Tensor weight = Tensors.normal(random, 64);
      Tensor dy = Tensors.normal(random, 7, 2, 64).add(2);

      Tensor expected =
          Autograd.vectorJacobian(
                  List.of(Nn.rmsNorm(x, weight, EPSILON)),
                  List.of(x),
                  List.of(dy),
                  Autograd.Mode.FREE)
              .get(0);

      Tensor actual = RmsNorm.backward(dy, x.detach(), RmsNorm.reciprocal(x, EPSILON), weight);
      double scale = expected.abs().max().item();
      // 64 terms of float32: 64·2^-24 ≈ 4e-6
      assertThat(actual.maxAbsDifference(expected) / scale).isLessThan(4e-6);
    }
  }

  @Test
  void gradientOfTheWeightEqualsAutogradAndLeavesThatOfTheInputAsItIs() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(8)) {
      Tensor x = Tensors.normal(random, 9, 3, 32);
      Tensor weight = Tensors.normal(random, 32).leaf();
      Tensor dy = Tensors.normal(random, 9, 3, 32);
      Tensor reciprocal = RmsNorm.reciprocal(x, EPSILON);

      Tensor expected =
          Autograd.vectorJacobian(
                  List.of(Nn.rmsNorm(x, weight, EPSILON)),
                  List.of(weight),
                  List.of(dy),
                  Autograd.Mode.FREE)
              .get(0);

      RmsNorm.Gradients actual = RmsNorm.backwardToWeight(dy, x, reciprocal, weight.detach());
      // sums of 27 terms of size about 1 in float32: 27·2^-24 ≈ 2e-6, with room for large terms
      assertThat(actual.weight().maxAbsDifference(expected)).isLessThan(8e-6);
      assertThat(actual.x().sameAs(RmsNorm.backward(dy, x, reciprocal, weight.detach()))).isTrue();
    }
  }

  @Test
  void acceptsGradientsOfHalfPrecisionAndViews() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(6)) {
      Tensor wide = Tensors.normal(random, 4, 48);
      Tensor x = wide.narrow(1, 8, 32);
      Tensor weight = Tensors.normal(random, 32);
      Tensor dy = Tensors.normal(random, 4, 40).narrow(1, 4, 32).to(DType.BFLOAT16);
      Tensor reciprocal = RmsNorm.reciprocal(x, EPSILON);

      Tensor fromViews = RmsNorm.backward(dy, x, reciprocal, weight);

      Tensor plain =
          RmsNorm.backward(dy.to(DType.FLOAT32).contiguous(), x.contiguous(), reciprocal, weight);
      assertThat(fromViews.sameAs(plain)).isTrue();
    }
  }
}
