// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.eidograph.lora.VariantGoldens;
import org.eidograph.lora.init.Factors;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against peft 0.21.0's add_weighted_adapter. */
class CombinationTest {
  private static List<Combination.Weighted> parts(VariantGoldens golden) {
    return List.of(
        new Combination.Weighted(factors(golden, "default"), 0.7, 2),
        new Combination.Weighted(factors(golden, "second"), -0.4, 1.5));
  }

  private static Factors factors(VariantGoldens golden, String name) {
    return new Factors(golden.tensor(name + ".A"), golden.tensor(name + ".B"));
  }

  @ParameterizedTest
  @EnumSource(Combination.class)
  void givesPeftsCombination(Combination combination) {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("combinations")) {
      Factors ours = combination.of(parts(golden), 4);

      Factors theirs = factors(golden, combination.name().toLowerCase(java.util.Locale.ROOT));
      assertThat(ours.rank()).isEqualTo(theirs.rank());
      // float32 sums of order ten
      assertThat(ours.product().maxAbsDifference(theirs.product())).isLessThan(1e-5);
      assertThat(ours.a().abs().maxAbsDifference(theirs.a().abs())).isLessThan(1e-5);
    }
  }

  @Test
  void concatenationIsTheWeightedSumOfTheChanges() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("combinations")) {
      Tensor exact = Combination.change(parts(golden));

      Factors all = Combination.CAT.of(parts(golden), 0);
      Factors full = Combination.SVD.of(parts(golden), 8);
      Factors linear = Combination.LINEAR.of(parts(golden), 0);

      assertThat(all.product().maxAbsDifference(exact)).isLessThan(1e-5);
      assertThat(full.product().maxAbsDifference(exact)).isLessThan(1e-5); // its rank is 8
      assertThat(linear.product().sub(exact).norm().item() / exact.norm().item())
          .isGreaterThan(0.1); // the cross terms
    }
  }

  @Test
  void refusesAdaptersOfDifferentBasesAndLinearOnesOfDifferentRanks() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Combination.Weighted one = part(random, 4, 10);
      assertThatThrownBy(() -> Combination.CAT.of(List.of(one, part(random, 4, 11)), 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("of one base", "[4, 11]");
      assertThatThrownBy(() -> Combination.LINEAR.of(List.of(one, part(random, 2, 10)), 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("one rank", "4 and 2");
      assertThatThrownBy(() -> Combination.SVD.of(List.of(one), 11))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got 11");
      assertThatThrownBy(() -> Combination.CAT.of(List.of(), 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("got none");
    }
  }

  private static Combination.Weighted part(RandomSource random, int rank, int inputs) {
    return new Combination.Weighted(
        new Factors(Tensors.normal(random, rank, inputs), Tensors.normal(random, 12, rank)), 1, 1);
  }
}
