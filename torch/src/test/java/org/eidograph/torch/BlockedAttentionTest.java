// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockedAttentionTest {

  @ParameterizedTest
  @CsvSource({"gqa_causal, 0", "gqa_window, 5"})
  void forwardAndBackwardEqualTheReferenceLibrary(String name, int window) {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("attention")) {
      BlockedAttention.Inputs in = golden(golden, 4, window);

      Tensor output = BlockedAttention.forward(in);
      BlockedAttention.Gradients d =
          BlockedAttention.backward(byToken(golden.tensor("upstream")).reshape(output.shape()), in);

      // sums of 12 float32 terms of size about 1
      assertClose(output, byToken(golden.tensor(name + ".out")).reshape(output.shape()), 2e-6);
      assertClose(d.q(), byToken(golden.tensor(name + ".grad_q")), 5e-6);
      assertClose(d.k(), byToken(golden.tensor(name + ".grad_k")), 5e-6);
      assertClose(d.v(), byToken(golden.tensor(name + ".grad_v")), 5e-6);
    }
  }

  @Test
  void oneKeyHeadPerQueryHeadEqualsTheReferenceLibrary() {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("attention")) {
      Tensor output = BlockedAttention.forward(golden(golden, 2, 0));

      assertClose(output, byToken(golden.tensor("mha_causal.out")).reshape(12, 16), 2e-6);
    }
  }

  /** Lengths on both sides of a block's rows, so that masks of inner and edge blocks are met. */
  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "2, 0",
    "127, 0",
    "128, 0",
    "129, 0",
    "230, 0",
    "230, 7",
    "230, 150",
    "230, 230"
  })
  void longSequencesEqualTheDifferentiableForm(int tokens, int window) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(8)) {
      BlockedAttention.Inputs in =
          new BlockedAttention.Inputs(
              Tensors.normal(random, tokens, 4, 8).leaf(),
              Tensors.normal(random, tokens, 2, 8).leaf(),
              Tensors.normal(random, tokens, 2, 8).leaf(),
              window,
              0.3);
      Tensor dOut = Tensors.normal(random, tokens, 32);
      Tensor mask = Attention.causalMask(tokens, tokens, window, Device.CPU);
      Tensor expected = Attention.attend(in.q(), in.k(), in.v(), mask, in.scale());
      List<Tensor> gradients =
          Autograd.vectorJacobian(
              List.of(expected),
              List.of(in.q(), in.k(), in.v()),
              List.of(dOut),
              Autograd.Mode.FREE);

      try (NoGrad noGrad = NoGrad.on()) {
        // sums of up to 230 float32 terms: 230·2^-24 ≈ 1.4e-5
        assertClose(BlockedAttention.forward(in), expected.detach(), 1.4e-5);
        BlockedAttention.Gradients d = BlockedAttention.backward(dOut, in);
        assertClose(d.q(), gradients.get(0), 1.4e-5);
        assertClose(d.k(), gradients.get(1), 1.4e-5);
        assertClose(d.v(), gradients.get(2), 1.4e-5);
      }
    }
  }

  @Test
  void bfloat16InputsStayCloseToFloat32() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(9)) {
      Tensor q = Tensors.normal(random, 50, 4, 16).to(DType.BFLOAT16);
      Tensor k = Tensors.normal(random, 50, 2, 16).to(DType.BFLOAT16);
      Tensor v = Tensors.normal(random, 50, 2, 16).to(DType.BFLOAT16);
      Tensor dOut = Tensors.normal(random, 50, 64).to(DType.BFLOAT16);
      BlockedAttention.Inputs half = new BlockedAttention.Inputs(q, k, v, 0, 0.25);
      BlockedAttention.Inputs full =
          new BlockedAttention.Inputs(single(q), single(k), single(v), 0, 0.25);

      BlockedAttention.Gradients d = BlockedAttention.backward(dOut, half);
      BlockedAttention.Gradients expected = BlockedAttention.backward(single(dOut), full);

      // The inputs are equal; only P, dS and the results are rounded, to 8 bits: 2^-8 = 4e-3.
      assertRelative(BlockedAttention.forward(half), BlockedAttention.forward(full), 4e-3);
      assertRelative(d.q(), expected.q(), 4e-3);
      assertRelative(d.k(), expected.k(), 4e-3);
      assertRelative(d.v(), expected.v(), 4e-3);
    }
  }

  private static BlockedAttention.Inputs golden(Golden golden, int heads, int window) {
    return new BlockedAttention.Inputs(
        byToken(golden.tensor("q")).narrow(1, 0, heads),
        byToken(golden.tensor("k")),
        byToken(golden.tensor("v")),
        window,
        1 / Math.sqrt(8));
  }

  /** (1, H, T, d) to (T, H, d). */
  private static Tensor byToken(Tensor x) {
    return x.select(0, 0).transpose(0, 1).contiguous();
  }

  private static Tensor single(Tensor x) {
    return x.to(DType.FLOAT32);
  }

  private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.maxAbsDifference(expected)).isLessThan(tolerance);
  }

  private static void assertRelative(Tensor actual, Tensor expected, double tolerance) {
    double error = single(actual).sub(expected).norm().item();
    assertThat(error / expected.norm().item()).isLessThan(tolerance);
  }
}
