// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptedMatrixTest {
  private static final int ROWS = 9;

  // every factor and every result is rounded to 8 bits once: at most 2⁻⁹ of its size each, and
  // three of them meet in a result, so that a Euclidean norm is off by less than 3·2⁻⁹ = 0.006
  private static final double BFLOAT16 = 0.006;

  private final List<Parameter> owned = new ArrayList<>();
  private Scope scope;
  private NoGrad noGrad;
  private RandomSource random;

  @BeforeEach
  void open() {
    scope = Scope.open();
    noGrad = NoGrad.on();
    random = RandomSource.of(5);
  }

  @AfterEach
  void close() {
    random.close();
    noGrad.close();
    owned.forEach(Parameter::close);
    scope.close();
  }

  /** Against {@code W + s·B·A} in float32; the second module has no delta, ranks differ. */
  @ParameterizedTest
  @CsvSource({"40, 24, 8, 20", "8, 4, 5, 70", "24, 0, 0, 24"})
  void bothWaysEqualTheSumOfTheMatrices(int first, int second, int third, int in) {
    List<Linear> modules = new ArrayList<>();
    modules.add(adapted(linear(DType.BFLOAT16, first, in), 3, 0.5, 0));
    if (second > 0) {
      modules.add(linear(DType.BFLOAT16, second, in));
      modules.add(adapted(linear(DType.BFLOAT16, third, in), 5, 3, 0));
    }
    Tensor sum = sum(modules);
    Tensor x = Tensors.normal(random, ROWS, in).to(DType.BFLOAT16);
    Tensor dy = Tensors.normal(random, ROWS, first + second + third).to(DType.BFLOAT16);
    LinearGroup group = new LinearGroup(modules.toArray(Linear[]::new));

    group.fold();
    AdaptedMatrix matrix = group.folded();
    AdaptedMatrix.Forward forward = matrix.forward(x);
    AdaptedMatrix.Backward backward = matrix.backward(dy);

    assertClose(forward.y(), x.to(DType.FLOAT32).matmul(sum.t()));
    assertClose(backward.dx(), dy.to(DType.FLOAT32).matmul(sum));
    assertClose(forward.bottleneck(), x.to(DType.FLOAT32).matmul(stackedA(modules).t()));
    assertClose(backward.v(), dy.to(DType.FLOAT32).matmul(blocksOfB(modules)));
    assertClose(matrix.backwardToDeltas(dy).v(), backward.v().to(DType.FLOAT32));
    group.release();
  }

  /** Rows long enough for tile registers, and memory that held NaN before. */
  @ParameterizedTest
  @CsvSource({"96, 64, 4", "64, 96, 4", "96, 72, 33", "72, 96, 16"})
  void whatLiesInFreshMemoryDoesNotMatter(int out, int in, int rank) {
    Linear module = adapted(linear(DType.BFLOAT16, out, in), rank, 1, 0);
    Tensor x = Tensors.normal(random, 128, in).to(DType.BFLOAT16);
    Tensor dy = Tensors.normal(random, 128, out).to(DType.BFLOAT16);
    LinearGroup group = new LinearGroup(module);
    group.fold();

    for (int i = 0; i < 5; i++) {
      try (Scope passing = Scope.open()) {
        dirty(Math.max(in, out));
      }
      try (Scope products = Scope.open()) {
        assertThat(group.folded().forward(x).y().isFinite()).isTrue();
        assertThat(group.folded().backward(dy).dx().isFinite()).isTrue();
      }
    }
    group.release();
  }

  private static void dirty(long width) {
    for (long room = 0; room <= 64; room += 32) {
      for (int i = 0; i < 4; i++) {
        Tensors.full(Double.NaN, DType.BFLOAT16, Device.CPU, 128, width + room);
        Tensors.full(Double.NaN, DType.BFLOAT16, Device.CPU, 128, width - 24 + room);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"40, 20", "20, 40"})
  void weightsKeepTheirValuesWhileTheyAreViewsAndAfterRelease(int out, int in) {
    Linear module = adapted(linear(DType.BFLOAT16, out, in), 3, 1, 0);
    Tensor before = module.weight().copy();
    Tensor x = Tensors.normal(random, ROWS, in).to(DType.BFLOAT16);
    LinearGroup group = new LinearGroup(module);

    group.fold();
    assertThat(module.weight().sameAs(before)).isTrue();
    assertThat(group.matrix().timesTransposed(x).shape()).containsExactly(ROWS, out);
    group.release();

    assertThat(module.weight().sameAs(before)).isTrue();
    assertThat(group.folded()).isNull();
  }

  @Test
  void foldingAgainTakesTheValuesOfNow() {
    Linear module = adapted(linear(DType.BFLOAT16, 40, 20), 3, 1, 0);
    Tensor x = Tensors.normal(random, ROWS, 20).to(DType.BFLOAT16);
    LinearGroup group = new LinearGroup(module);
    group.fold();
    group.unfold();
    assertThat(group.folded()).isNull();

    module.delta().b().value().mulInPlace(-4);
    group.fold();

    Tensor expected = x.to(DType.FLOAT32).matmul(sum(List.of(module)).t());
    assertClose(group.folded().forward(x).y(), expected);
    group.release();
  }

  @Test
  void deltasOfAnotherRankGetAnotherRoom() {
    Linear module = adapted(linear(DType.BFLOAT16, 20, 40), 3, 1, 0);
    Tensor x = Tensors.normal(random, ROWS, 40).to(DType.BFLOAT16);
    LinearGroup group = new LinearGroup(module);
    group.fold();
    group.unfold();

    adapted(module, 33, 1, 0);
    group.fold();

    Tensor expected = x.to(DType.FLOAT32).matmul(sum(List.of(module)).t());
    assertClose(group.folded().forward(x).y(), expected);
    group.release();
  }

  @Test
  void whatCannotStandInOneMatrixIsLeftAlone() {
    Linear plain = linear(DType.BFLOAT16, 8, 8);
    Linear wide = adapted(linear(DType.FLOAT32, 8, 8), 2, 1, 0);
    Linear dropping = adapted(linear(DType.BFLOAT16, 8, 8), 2, 1, 0.1);
    Linear trained = adapted(linear(DType.BFLOAT16, 8, 8), 2, 1, 0);
    trained.weightParameter().train(true);

    for (Linear module : List.of(plain, wide, dropping, trained)) {
      LinearGroup group = new LinearGroup(module);
      group.fold();
      assertThat(group.folded()).isNull();
    }
  }

  @Test
  void foldingWithoutDeltasEndsTheFoldBefore() {
    Linear module = adapted(linear(DType.BFLOAT16, 8, 8), 2, 1, 0);
    LinearGroup group = new LinearGroup(module);
    group.fold();
    module.attach(null);
    group.fold();

    assertThat(group.folded()).isNull();
    group.release();
  }

  private static Tensor sum(List<Linear> modules) {
    List<Tensor> rows = new ArrayList<>();
    for (Linear module : modules) {
      Tensor w = module.weight().to(DType.FLOAT32);
      LowRankDelta d = module.delta();
      rows.add(d == null ? w : w.add(d.b().value().matmul(d.a().value()).mul(d.scale())));
    }
    return Tensors.cat(rows, 0);
  }

  private static Tensor stackedA(List<Linear> modules) {
    return Tensors.cat(
        modules.stream().filter(m -> m.delta() != null).map(m -> m.delta().a().value()).toList(),
        0);
  }

  private static Tensor blocksOfB(List<Linear> modules) {
    List<Tensor> columns = new ArrayList<>();
    for (Linear own : modules) {
      if (own.delta() != null) {
        Tensor b = own.delta().b().value().mul(own.delta().scale());
        columns.add(
            Tensors.cat(
                modules.stream()
                    .map(m -> m == own ? b : b.narrow(0, 0, 1).expand(m.outputs(), -1).mul(0))
                    .toList(),
                0));
      }
    }
    return Tensors.cat(columns, 1);
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    double error = actual.to(DType.FLOAT32).sub(expected).norm().item();
    assertThat(error).isLessThan(BFLOAT16 * expected.norm().item());
  }

  private Linear linear(DType type, int out, int in) {
    ModulePath path = new ModulePath("model.layers.0.mlp.x", ModuleType.UP, 0);
    return new Linear(path, parameter(path, Tensors.normal(random, out, in).to(type)), null, false);
  }

  private Linear adapted(Linear module, int rank, double scale, double dropout) {
    Parameter a =
        parameter(module.path(), Tensors.normal(random, rank, module.inputs()).mulInPlace(0.5));
    Parameter b =
        parameter(module.path(), Tensors.normal(random, module.outputs(), rank).mulInPlace(0.5));
    module.attach(new LowRankDelta(a, b, null, scale, dropout));
    return module;
  }

  private Parameter parameter(ModulePath path, Tensor value) {
    Parameter parameter = new Parameter("x", ParameterRole.HIDDEN, path, value.keep());
    owned.add(parameter);
    return parameter;
  }
}
