// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eidograph.lora.VariantGoldens;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the starts that peft 0.21.0 makes at rank 4 with s = 2. */
class WeightStartsTest {
  private static final int RANK = 4;
  private static final double SCALE = 2;

  // float32 decompositions of 16 x 24 normal numbers in another order of sums
  private static final double TOLERANCE = 2e-5;

  @ParameterizedTest
  @ValueSource(strings = {"wide", "tall"})
  void pissaTakesTheLeadingTermsAsPeftDoes(String shape) {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("starts")) {
      Tensor weight = golden.tensor(shape + ".weight");

      Factors start = WeightStarts.principal(weight, RANK, SCALE);

      assertLikePeft(golden, shape + ".pissa", weight, start);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wide", "tall"})
  void aRandomisedPissaDrawsAndFindsWhatPeftDoes(String shape) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5);
        VariantGoldens golden = VariantGoldens.open("starts")) {
      Tensor weight = golden.tensor(shape + ".weight");

      Factors start = WeightStarts.principal(weight, RANK, SCALE, 4, random);

      assertLikePeft(golden, shape + ".pissa_niter_4", weight, start);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wide", "tall"})
  void oloraTakesTheFirstColumnsAsPeftDoes(String shape) {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("starts")) {
      Tensor weight = golden.tensor(shape + ".weight");

      Factors start = WeightStarts.triangular(weight, RANK);

      assertLikePeft(golden, shape + ".olora", weight, start);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wide", "tall"})
  void orthogonalStartsArePeftsAndWithoutEffect(String shape) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5);
        VariantGoldens golden = VariantGoldens.open("starts")) {
      Tensor weight = golden.tensor(shape + ".weight");

      Factors start = WeightStarts.orthogonal(weight.size(1), weight.size(0), RANK, random);

      String key = shape + ".orthogonal.";
      assertThat(start.a().maxAbsDifference(golden.tensor(key + "A"))).isLessThan(TOLERANCE);
      assertThat(start.b().maxAbsDifference(golden.tensor(key + "B"))).isLessThan(TOLERANCE);
      assertThat(start.product().abs().max().item()).isLessThan(1e-7); // one rounding of 0.1² terms
    }
  }

  /** A and B up to the sign of each component, which no decomposition fixes. */
  private static void assertLikePeft(
      VariantGoldens golden, String key, Tensor weight, Factors start) {
    Tensor a = golden.tensor(key + ".A");
    Tensor b = golden.tensor(key + ".B");
    assertThat(start.a().abs().maxAbsDifference(a.abs())).isLessThan(TOLERANCE);
    assertThat(start.b().abs().maxAbsDifference(b.abs())).isLessThan(TOLERANCE);
    assertThat(start.product().maxAbsDifference(b.matmul(a))).isLessThan(TOLERANCE);
    Tensor residual = WeightStarts.residual(weight, start, SCALE);
    assertThat(residual.maxAbsDifference(golden.tensor(key + ".W"))).isLessThan(TOLERANCE);
    Tensor whole = residual.add(start.product().mul(SCALE));
    assertThat(whole.maxAbsDifference(weight)).isLessThan(1e-6); // two roundings of order one
  }

  @ParameterizedTest
  @CsvSource({"0", "17", "-1"})
  void refusesARankThatTheMatrixDoesNotHave(int rank) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor weight = Tensors.normal(random, 16, 24);

      assertThatThrownBy(() -> WeightStarts.principal(weight, rank, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("from 1 to its smaller side 16", "got " + rank);
      assertThatThrownBy(() -> WeightStarts.triangular(weight, rank))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesAnOddRankForAnOrthogonalStart() {
    try (RandomSource random = RandomSource.of(1)) {
      assertThatThrownBy(() -> WeightStarts.orthogonal(8, 8, 3, random))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("even", "got 3");
    }
  }

  @Test
  void whatWasTrainedSinceAStartIsAChangeOfTwiceTheRank() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(2)) {
      Tensor weight = Tensors.normal(random, 16, 24);
      Factors start = WeightStarts.principal(weight, RANK, SCALE);
      Factors trained =
          new Factors(
              start.a().add(Tensors.normal(random, RANK, 24)),
              start.b().add(Tensors.normal(random, 16, RANK)));

      Factors plain = PlainFactors.since(start, trained);

      Tensor beside = WeightStarts.residual(weight, start, SCALE);
      Tensor expected = beside.add(trained.product().mul(SCALE));
      Tensor found = weight.add(plain.product().mul(SCALE));
      assertThat(plain.rank()).isEqualTo(2 * RANK);
      assertThat(found.maxAbsDifference(expected)).isLessThan(TOLERANCE);
    }
  }
}
