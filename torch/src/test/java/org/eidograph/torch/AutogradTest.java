// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import org.eidograph.torch.Autograd.Mode;
import org.junit.jupiter.api.Test;

class AutogradTest {
  private static final double[] POINT = {0.3, -1.2, 2.1};
  private static final double[] DIRECTION = {1, -0.5, 0.25};

  @Test
  void gradientOfACubeIsThreeSquares() {
    try (Scope scope = Scope.open()) {
      Tensor x = vector(POINT).leaf();

      Tensor gradient = Autograd.gradients(x.pow(3).sum(), List.of(x), Mode.FREE).get(0);

      for (int i = 0; i < 3; i++) {
        assertThat(gradient.toDoubles()[i]).isCloseTo(3 * POINT[i] * POINT[i], within(1e-14));
      }
      assertThat(x.grad()).isNull(); // a query leaves nothing behind
    }
  }

  @Test
  void anInputThatTakesNoPartIsNullOrAnError() {
    try (Scope scope = Scope.open()) {
      Tensor x = vector(POINT).leaf();
      Tensor idle = vector(POINT).leaf();
      List<Tensor> inputs = List.of(x, idle);

      assertThat(Autograd.gradientsOrNull(x.sum(), inputs, Mode.FREE).get(1)).isNull();
      assertThatThrownBy(() -> Autograd.gradients(x.sum(), inputs, Mode.FREE))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void vectorJacobianOfAMatrixProductIsTheTransposedProduct() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = vector(new double[] {1, 2, 3, 4, 5, 6}).reshape(2, 3);
      Tensor x = vector(POINT).leaf();
      Tensor u = vector(new double[] {2, -1});

      Tensor product =
          Autograd.vectorJacobian(List.of(matrix.matmul(x)), List.of(x), List.of(u), Mode.FREE)
              .get(0);

      assertThat(product.toDoubles()).containsExactly(-2, -1, 0); // uᵀ·matrix
    }
  }

  @Test
  void jacobianVectorOfAMatrixProductIsTheProduct() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = vector(new double[] {1, 2, 3, 4, 5, 6}).reshape(2, 3);
      Tensor x = vector(POINT).leaf();

      Tensor product =
          Autograd.jacobianVector(matrix.matmul(x), List.of(x), List.of(vector(DIRECTION)));

      assertThat(product.toDoubles()).containsExactly(0.75, 3); // matrix·direction
    }
  }

  @Test
  void jacobianVectorMatchesADifferenceQuotient() {
    try (Scope scope = Scope.open()) {
      Function<Tensor, Tensor> f = x -> Nn.tanh(x.mul(x)).add(x.exp());
      Tensor x = vector(POINT).leaf();

      Tensor product = Autograd.jacobianVector(f.apply(x), List.of(x), List.of(vector(DIRECTION)));

      double h = 1e-6; // truncation h² = 1e-12, cancellation 1e-16/h = 1e-10
      Tensor direction = vector(DIRECTION).mul(h);
      Tensor quotient =
          f.apply(vector(POINT).add(direction))
              .sub(f.apply(vector(POINT).sub(direction)))
              .mul(1 / (2 * h));
      assertThat(product.maxAbsDifference(quotient)).isLessThan(1e-8);
    }
  }

  @Test
  void hessianVectorOfAQuadraticFormIsTheSymmetricProduct() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = vector(new double[] {1, 2, 0, 4, 3, 1, 1, 0, 5}).reshape(3, 3);
      Tensor x = vector(POINT).leaf();
      Tensor loss = x.mul(matrix.matmul(x)).sum();

      Tensor product = Autograd.hessianVector(loss, List.of(x), List.of(vector(DIRECTION))).get(0);

      Tensor expected = matrix.add(matrix.t()).matmul(vector(DIRECTION)); // (M + Mᵀ)·v
      assertThat(product.maxAbsDifference(expected)).isLessThan(1e-14);
    }
  }

  @Test
  void theHessianOfALinearLossIsZero() {
    try (Scope scope = Scope.open()) {
      Tensor x = vector(POINT).leaf();

      Tensor product =
          Autograd.hessianVector(x.sum(), List.of(x), List.of(vector(DIRECTION))).get(0);

      assertThat(product.toDoubles()).containsOnly(0);
    }
  }

  @Test
  void hessianVectorThroughAttentionEqualsThatOfItsFormula() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      Tensor x = Tensors.normal(random, 4, 2, 8).leaf();
      Tensor direction = Tensors.normal(random, 4, 2, 8);
      Tensor exact = x.detach().to(DType.FLOAT64).leaf();

      Tensor product =
          Autograd.twiceDifferentiable(
              () -> Autograd.hessianVector(attended(x), List.of(x), List.of(direction)).get(0));

      Tensor expected =
          Autograd.hessianVector(
                  attendedByFormula(exact), List.of(exact), List.of(direction.to(DType.FLOAT64)))
              .get(0);
      // float32 products of values up to 10 through two backward passes: a few hundred roundings
      double size = expected.abs().max().item();
      assertThat(product.maxAbsDifference(expected)).isLessThan(1e-5 * size);
    }
  }

  @Test
  void withoutTheSwitchFlashAttentionRefusesToBeDifferentiatedTwice() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      Tensor x = Tensors.normal(random, 4, 2, 8).leaf();

      assertThatThrownBy(() -> Autograd.hessianVector(attended(x), List.of(x), List.of(x.detach())))
          .isInstanceOf(RuntimeException.class)
          .hasMessageContaining("not implemented");
    }
  }

  @Test
  void theAttentionSwitchIsRestoredAfterAnError() {
    assertThatThrownBy(
            () ->
                Autograd.twiceDifferentiable(
                    () -> {
                      throw new IllegalStateException("inside");
                    }))
        .hasMessage("inside");
    assertThat(org.bytedeco.pytorch.global.torch.globalContext().userEnabledFlashSDP()).isTrue();
  }

  private static Tensor attended(Tensor x) {
    return Attention.attend(x, x, x, null, 0.3).pow(2).sum();
  }

  /** Causal attention of each head, written out; (T, H, d) -> a number. */
  private static Tensor attendedByFormula(Tensor x) {
    Tensor mask = Attention.causalMask(4, 4, 0, Device.CPU).to(DType.FLOAT64);
    Tensor total = Tensors.zeros(DType.FLOAT64, Device.CPU);
    for (int head = 0; head < 2; head++) {
      Tensor q = x.select(1, head);
      Tensor weights = q.matmul(q.t()).mul(0.3).add(mask).softmax(-1);
      total = total.add(weights.matmul(q).pow(2).sum());
    }
    return total;
  }

  private static Tensor vector(double[] values) {
    return Tensors.ofDoubles(values, values.length);
  }
}
