// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearAlgebraTest {
  // float32 arithmetic on matrices of norm about 10
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @CsvSource({"7, 5", "5, 7", "6, 6"})
  void theTermsAddUpToTheMatrixAndTheirVectorsAreOrthonormal(int rows, int columns) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor matrix = Tensors.normal(random, rows, columns);

      LinearAlgebra.SingularValues terms = LinearAlgebra.svd(matrix);

      assertThat(product(terms).maxAbsDifference(matrix)).isLessThan(TOLERANCE);
      assertOrthonormal(terms.u().t());
      assertOrthonormal(terms.vt());
      assertThat(terms.s().toDoubles()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
  }

  @Test
  void theLeadingTermsMissWhatTheLeftOutSingularValuesWeigh() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor matrix = Tensors.normal(random, 9, 6);
      LinearAlgebra.SingularValues terms = LinearAlgebra.svd(matrix);

      double missed = matrix.sub(product(terms.leading(4))).norm().item();

      // Eckart and Young: the error of the best matrix of rank 4
      assertThat(missed).isCloseTo(terms.s().narrow(0, 4, 2).norm().item(), within());
    }
  }

  @Test
  void choleskyGivesTheMatrixBackAndSolvesWithIt() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor root = Tensors.normal(random, 6, 8).to(DType.FLOAT64);
      Tensor matrix = root.matmul(root.t());
      Tensor right = Tensors.normal(random, 6, 2).to(DType.FLOAT64);

      LinearAlgebra.Cholesky found = LinearAlgebra.cholesky(matrix);

      // float64 sums of eight products, condition below 1e4
      assertThat(found.failedAt()).isZero();
      assertThat(found.factor().matmul(found.factor().t()).maxAbsDifference(matrix))
          .isLessThan(1e-12);
      assertThat(matrix.matmul(found.solve(right)).maxAbsDifference(right)).isLessThan(1e-10);
    }
  }

  @Test
  void choleskyTellsWhereAMatrixIsNotPositive() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.ofDoubles(new double[] {1, 0, 0, 0, 4, 0, 0, 0, -1}, 3, 3);

      assertThat(LinearAlgebra.cholesky(matrix).failedAt()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"30, 20", "20, 30"})
  void manyIterationsGiveTheExactLeadingTerms(int rows, int columns) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3)) {
      Tensor noise = Tensors.normal(random, rows, columns).to(DType.FLOAT64);
      LinearAlgebra.SingularValues terms = LinearAlgebra.svd(noise);
      Tensor halving = Tensors.range(20, Device.CPU).to(DType.FLOAT64).mul(-Math.log(2)).exp();
      Tensor matrix = terms.u().mul(halving).matmul(terms.vt());

      Tensor close = product(LinearAlgebra.randomisedSvd(matrix, 3, 20, random));

      Tensor exact = product(LinearAlgebra.svd(matrix).leading(3));
      // the error falls with (s₄/s₃) to the power 41, that is 2⁻⁴¹
      assertThat(close.maxAbsDifference(exact)).isLessThan(1e-10);
    }
  }

  @Test
  void aMatrixOfLowRankIsFoundWithoutIterations() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4)) {
      Tensor matrix = Tensors.normal(random, 12, 2).matmul(Tensors.normal(random, 2, 9));

      Tensor found = product(LinearAlgebra.randomisedSvd(matrix, 2, 0, random));

      assertThat(found.maxAbsDifference(matrix)).isLessThan(TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 5", "5, 7"})
  void anOrthonormalTimesATriangularFactorGivesTheMatrix(int rows, int columns) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      Tensor matrix = Tensors.normal(random, rows, columns);

      LinearAlgebra.Triangular factors = LinearAlgebra.qr(matrix);

      assertThat(factors.q().matmul(factors.r()).maxAbsDifference(matrix)).isLessThan(TOLERANCE);
      assertOrthonormal(factors.q().t());
      assertThat(factors.r().sub(factors.r().upperTriangle(0)).abs().max().item()).isZero();
    }
  }

  @Test
  void aRowsNormIsTheRootOfItsSquares() {
    try (Scope scope = Scope.open()) {
      Tensor matrix = Tensors.ofFloats(new float[] {3, 4, 0, 5, 12, 0}, 2, 3);

      assertThat(LinearAlgebra.rowNorms(matrix).toDoubles()).containsExactly(5, 13);
    }
  }

  private static Tensor product(LinearAlgebra.SingularValues terms) {
    return terms.u().mul(terms.s()).matmul(terms.vt());
  }

  private static void assertOrthonormal(Tensor rows) {
    Tensor gram = rows.matmul(rows.t());
    double squares = gram.mul(gram).sum().item();
    double diagonal = rows.mul(rows).sum().item();
    assertThat(diagonal).isCloseTo(rows.size(0), within());
    assertThat(squares).isCloseTo(rows.size(0), within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(TOLERANCE);
  }
}
