// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel and its backward against the formula in plain tensor operations. */
class MaskedAttentionTest {
  private static final double SCALE = 0.3;
  private static final int HEADS = 3;

  /** Lengths below, at and above the kernel's own blocks of queries (32, 64, …). */
  @ParameterizedTest
  @CsvSource({"1, false", "5, true", "32, true", "64, true", "97, true", "97, false", "300, true"})
  void forwardAndBackwardEqualThePlainFormula(int length, boolean masked) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(8)) {
      Tensor q = Tensors.normal(random, 2, length, HEADS, 8).leaf();
      Tensor k = Tensors.normal(random, 2, length, HEADS, 8).leaf();
      Tensor v = Tensors.normal(random, 2, length, HEADS, 8).leaf();
      Tensor dOut = Tensors.normal(random, 2, length, HEADS, 8);
      Tensor mask = masked ? twoGroups(length) : null;
      Tensor expected = plain(q, k, v, mask);
      List<Tensor> gradients =
          Autograd.vectorJacobian(
              List.of(expected), List.of(q, k, v), List.of(dOut), Autograd.Mode.FREE);

      try (NoGrad noGrad = NoGrad.on()) {
        MaskedAttention.Inputs in =
            new MaskedAttention.Inputs(q.detach(), k.detach(), v.detach(), mask, SCALE);
        MaskedAttention.Output output = MaskedAttention.forward(in);
        MaskedAttention.Gradients d = MaskedAttention.backward(dOut, in, output);

        assertClose(output.values(), expected.detach());
        assertClose(d.q(), gradients.get(0));
        assertClose(d.k(), gradients.get(1));
        assertClose(d.v(), gradients.get(2));
      }
    }
  }

  private static Tensor plain(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
    Tensor scores = byHead(q).matmul(byHead(k).transpose(2, 3)).mul(SCALE); // (B, H, T, T)
    Tensor seen = mask == null ? scores : scores.add(mask.unsqueeze(1));
    return seen.softmax(3).matmul(byHead(v)).transpose(1, 2);
  }

  private static Tensor byHead(Tensor x) {
    return x.transpose(1, 2);
  }

  /** In the first row the slots fall into two groups that do not see each other. */
  private static Tensor twoGroups(int length) {
    Tensor mask = Tensors.zeros(DType.FLOAT32, Device.CPU, 2, length, length);
    int half = length / 2;
    Tensor row = mask.select(0, 0);
    row.narrow(0, 0, half).narrow(1, half, length - half).fillInPlace(Double.NEGATIVE_INFINITY);
    row.narrow(0, half, length - half).narrow(1, 0, half).fillInPlace(Double.NEGATIVE_INFINITY);
    return mask;
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    // sums of up to 300 float32 terms of size about 1: 300·2^-24 ≈ 1.8e-5
    assertThat(actual.maxAbsDifference(expected)).isLessThan(1.8e-5);
  }
}
