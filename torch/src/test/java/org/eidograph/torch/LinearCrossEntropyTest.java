// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinearCrossEntropyTest {
  @Test
  void lossAndGradientsEqualTheReferenceLibrary() {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("cross_entropy")) {
      Tensor hidden = golden.tensor("hidden").reshape(18, 16);
      int[] labels = shifted(golden.tensor("labels").toLongs(), 9);
      long count = Arrays.stream(labels).filter(l -> l != LinearCrossEntropy.IGNORE).count();
      Plain projection = new Plain(golden.tensor("weight"));
      Tensor gradient = Tensors.empty(DType.FLOAT32, Device.CPU, 18, 16);

      double sum =
          LinearCrossEntropy.lossAndGradient(hidden, labels, projection, 1.0 / count, gradient);

      // the golden numbers are float32
      assertThat(sum / count).isCloseTo(golden.tensor("loss").item(), within(1e-6));
      assertThat(LinearCrossEntropy.loss(hidden, labels, projection)).isCloseTo(sum, within(1e-5));
      Tensor expected = golden.tensor("grad_hidden").reshape(18, 16);
      assertThat(gradient.maxAbsDifference(expected)).isLessThan(1e-6);
      Tensor weightGradient = golden.tensor("grad_weight");
      assertThat(projection.gradient.maxAbsDifference(weightGradient)).isLessThan(1e-6);
    }
  }

  @Test
  void aTargetOfVanishingProbabilityHasItsExactLoss() {
    try (Scope scope = Scope.open()) {
      // softmax of the target underflows in float32: exp(-200)
      Tensor hidden = Tensors.full(200, DType.FLOAT32, Device.CPU, 1, 1);
      Plain projection = new Plain(Tensors.ofFloats(new float[] {0, 1}, 2, 1));
      Tensor gradient = Tensors.empty(DType.FLOAT32, Device.CPU, 1, 1);

      double loss =
          LinearCrossEntropy.lossAndGradient(hidden, new int[] {0}, projection, 1, gradient);

      assertThat(loss).isEqualTo(200);
      assertThat(gradient.item()).isEqualTo(1); // −w₀ + w₁
    }
  }

  @Test
  void manyRowsGoThroughSeveralChunks() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      int rows = 700; // more than two chunks
      Tensor hidden = Tensors.normal(random, rows, 8);
      Plain projection = new Plain(Tensors.normal(random, 11, 8));
      int[] labels = new int[rows];
      Arrays.setAll(labels, i -> i % 5 == 0 ? LinearCrossEntropy.IGNORE : i % 11);
      Tensor gradient = Tensors.full(7, DType.FLOAT32, Device.CPU, rows, 8);

      double whole = LinearCrossEntropy.lossAndGradient(hidden, labels, projection, 0.5, gradient);

      double alone = 0;
      for (int i = 0; i < rows; i++) {
        int[] one = {labels[i]};
        Tensor own = Tensors.empty(DType.FLOAT32, Device.CPU, 1, 8);
        Tensor row = hidden.narrow(0, i, 1);
        alone += LinearCrossEntropy.lossAndGradient(row, one, projection, 0.5, own);
        // products of a few rows may be summed in another order
        assertThat(gradient.narrow(0, i, 1).maxAbsDifference(own)).isLessThan(1e-6);
      }
      assertThat(whole).isCloseTo(alone, within(1e-4));
    }
  }

  @Test
  void noLabelGivesNoLossAndNoGradient() {
    try (Scope scope = Scope.open()) {
      Tensor gradient = Tensors.full(7, DType.FLOAT32, Device.CPU, 1, 1);
      Plain projection = new Plain(Tensors.ones(DType.FLOAT32, Device.CPU, 2, 1));

      double loss =
          LinearCrossEntropy.lossAndGradient(
              gradient.copy(), new int[] {LinearCrossEntropy.IGNORE}, projection, 1, gradient);

      assertThat(loss).isZero();
      assertThat(gradient.item()).isZero();
    }
  }

  /** Targets are the next token of the same row. */
  private static int[] shifted(long[] labels, int length) {
    int[] result = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      boolean last = i % length == length - 1;
      result[i] = last ? LinearCrossEntropy.IGNORE : (int) labels[i + 1];
    }
    return result;
  }

  /** A trainable matrix. */
  private static final class Plain implements LinearCrossEntropy.Projection {
    private final Tensor weight;
    private final Tensor gradient;

    Plain(Tensor weight) {
      this.weight = weight;
      this.gradient = Tensors.zeros(DType.FLOAT32, Device.CPU, weight.shape());
    }

    @Override
    public Tensor logits(Tensor hidden) {
      return Nn.linear(hidden, weight, null);
    }

    @Override
    public Tensor backward(Tensor d, Tensor hidden, double scale) {
      gradient.addInPlace(d.t().matmul(hidden), scale);
      return d.matmul(weight).mulInPlace(scale);
    }

    @Override
    public DType computeType() {
      return DType.FLOAT32;
    }
  }
}
