// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NnTest {
  private static final double[] X = {-3, -1.5, -0.2, 0, 0.7, 1, 4};

  @Test
  void activationsFollowTheirFormulas() {
    double root = Math.sqrt(2 / Math.PI);
    elementwise(Nn::relu, x -> Math.max(0, x));
    elementwise(Nn::tanh, Math::tanh);
    elementwise(Nn::erf, x -> 2 * normalCdf(x * Math.sqrt(2)) - 1);
    elementwise(Nn::silu, x -> x / (1 + Math.exp(-x)));
    elementwise(
        t -> Nn.gelu(t, true), x -> x / 2 * (1 + Math.tanh(root * (x + 0.044715 * x * x * x))));
    elementwise(t -> Nn.gelu(t, false), x -> x * normalCdf(x));
  }

  @Test
  void activationGradientsMatchDifferenceQuotients() {
    double h = 1e-6;
    try (Scope scope = Scope.open()) {
      Tensor x = vector(X);
      Tensor dy = vector(new double[] {1, 2, 3, 4, 5, 6, 7});
      List<UnaryOperator<Tensor>> functions =
          List.of(Nn::silu, t -> Nn.gelu(t, true), t -> Nn.gelu(t, false));
      List<Tensor> gradients =
          List.of(siluBackward(dy, x), Nn.geluBackward(dy, x, true), Nn.geluBackward(dy, x, false));
      for (int i = 0; i < functions.size(); i++) {
        UnaryOperator<Tensor> f = functions.get(i);
        Tensor slope = f.apply(x.add(h)).sub(f.apply(x.add(-h))).mul(0.5 / h);
        assertThat(gradients.get(i).maxAbsDifference(slope.mul(dy))).isLessThan(1e-8);
      }
    }
  }

  @Test
  void reluInPlaceIsTheSameInTheMemoryOfItsArgument() {
    try (Scope scope = Scope.open()) {
      Tensor x = vector(X);
      Tensor dy = vector(new double[] {1, 2, 3, 4, 5, 6, 7});

      assertThat(Nn.reluBackwardInPlace(dy, x)).isSameAs(dy);
      assertThat(dy.toDoubles()).containsExactly(0, 0, 0, 0, 5, 6, 7);
      assertThat(Nn.reluInPlace(x)).isSameAs(x);
      assertThat(x.toDoubles()).containsExactly(0, 0, 0, 0, 0.7, 1, 4);
    }
  }

  @Test
  void linearIsTheSumOfProductsPlusBias() {
    try (Scope scope = Scope.open()) {
      Tensor x = vector(new double[] {1, 2, 3, 4}).reshape(2, 2);
      Tensor weight = vector(new double[] {1, 0, -1, 2, 5, 1}).reshape(3, 2);
      Tensor bias = vector(new double[] {10, 20, 30});

      assertThat(Nn.linear(x, weight, null).toDoubles()).containsExactly(1, 3, 7, 3, 5, 19);
      assertThat(Nn.linear(x, weight, bias).toDoubles()).containsExactly(11, 23, 37, 13, 25, 49);
    }
  }

  @Test
  void embeddingTakesRows() {
    try (Scope scope = Scope.open()) {
      Tensor table = vector(new double[] {0, 1, 10, 11, 20, 21}).reshape(3, 2);

      Tensor rows = Nn.embedding(table, Tensors.ofInts(new int[] {2, 0}, Device.CPU));

      assertThat(rows.toDoubles()).containsExactly(20, 21, 0, 1);
    }
  }

  @Test
  void normalisationsEqualTheReferenceLibraries() {
    // float32 sums over 16 terms of size 1: 16·2^-24 ≈ 1e-6
    try (Scope scope = Scope.open();
        Golden rms = Golden.open("rms_norm");
        Golden layer = Golden.open("layer_norm")) {
      Tensor y = Nn.rmsNorm(rms.tensor("x"), rms.tensor("weight"), 1e-5);
      assertThat(y.maxAbsDifference(rms.tensor("y"))).isLessThan(3e-6);

      Tensor x = layer.tensor("x");
      y = Nn.layerNorm(x, layer.tensor("weight"), layer.tensor("bias"), 1e-5);
      assertThat(y.maxAbsDifference(layer.tensor("y"))).isLessThan(3e-6);
    }
  }

  @Test
  void rmsNormGradientsEqualTransformers() {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("rms_norm")) {
      assertGradients(golden, List.of("x", "weight"), in -> Nn.rmsNorm(in.get(0), in.get(1), 1e-5));
    }
  }

  @Test
  void layerNormGradientsEqualTorchs() {
    try (Scope scope = Scope.open();
        Golden golden = Golden.open("layer_norm")) {
      assertGradients(
          golden,
          List.of("x", "weight", "bias"),
          in -> Nn.layerNorm(in.get(0), in.get(1), in.get(2), 1e-5));
    }
  }

  private static void assertGradients(
      Golden golden, List<String> names, Function<List<Tensor>, Tensor> norm) {
    List<Tensor> inputs = names.stream().map(name -> golden.tensor(name).leaf()).toList();

    List<Tensor> gradients =
        Autograd.vectorJacobian(
            List.of(norm.apply(inputs)),
            inputs,
            List.of(golden.tensor("upstream")),
            Autograd.Mode.FREE);

    for (int i = 0; i < names.size(); i++) {
      Tensor expected = golden.tensor("grad_" + names.get(i));
      // float32 sums over 16 terms, and over 15 rows for weight and bias, of size up to 5
      assertThat(gradients.get(i).maxAbsDifference(expected)).as(names.get(i)).isLessThan(1e-5);
    }
  }

  @Test
  void dropoutKeepsTheMeanAndItsShare() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      int n = 40_000;
      Tensor dropped = Nn.dropout(Tensors.ones(DType.FLOAT32, Device.CPU, n), 0.25, random);

      // each is 0 or 4/3 with variance 1/3: four standard errors are 4·0.577/200 = 0.0116
      assertThat(dropped.mean().item()).isCloseTo(1, within(0.0116));
      assertThat(dropped.max().item()).isCloseTo(4.0 / 3, within(1e-6));
    }
  }

  @Test
  void dropoutZeroIsTheInputItself() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor x = vector(X);
      byte[] before = random.state();

      assertThat(Nn.dropout(x, 0, random)).isSameAs(x);
      assertThat(random.state()).isEqualTo(before);
    }
  }

  private static Tensor siluBackward(Tensor dy, Tensor x) {
    Tensor result = Tensors.emptyLike(x);
    Nn.siluBackwardInto(dy, x, result);
    return result;
  }

  private static void elementwise(UnaryOperator<Tensor> operation, DoubleUnaryOperator formula) {
    try (Scope scope = Scope.open()) {
      double[] values = operation.apply(vector(X)).toDoubles();
      for (int i = 0; i < X.length; i++) {
        assertThat(values[i]).isCloseTo(formula.applyAsDouble(X[i]), within(1e-9));
      }
    }
  }

  /** ½ + the integral of the density from 0, by Simpson's rule with error below 1e-11. */
  private static double normalCdf(double x) {
    int n = 2000;
    double h = x / n;
    double sum = density(0) + density(x);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * density(i * h);
    }
    return 0.5 + sum * h / 3;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static Tensor vector(double[] values) {
    return Tensors.ofDoubles(values, values.length);
  }
}
