// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.eidograph.lora.VariantGoldens;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;

class IncrementalComponentsTest {
  @Test
  void followsPeftsIncrementalAnalysisBatchByBatch() {
    try (Scope scope = Scope.open();
        VariantGoldens golden = VariantGoldens.open("principal_components");
        IncrementalComponents components = new IncrementalComponents(5)) {
      for (int step = 0; step < 3; step++) {
        assertThat(components.add(golden.tensor("batch" + step))).isTrue();

        // float32 decompositions; peft keeps its mean and batch in float32 too
        Tensor expected = golden.tensor("components" + step);
        assertThat(components.components().maxAbsDifference(expected)).isLessThan(1e-4);
        assertThat(
                components
                    .singularValues()
                    .maxAbsDifference(golden.tensor("singular_values" + step)))
            .isLessThan(1e-4);
        double[] shares = golden.tensor("ratio" + step).toDoubles();
        assertThat(components.explainedShares()).containsExactly(shares, within(1e-5));
      }
    }
  }

  @Test
  void withAllComponentsNothingIsForgotten() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(3);
        IncrementalComponents components = new IncrementalComponents(6)) {
      Tensor rows = Tensors.normal(random, 40, 6).matmul(Tensors.normal(random, 6, 6)).add(2);
      for (int start = 0; start < 40; start += 10) {
        components.add(rows.narrow(0, start, 10));
      }

      Tensor wide = rows.to(DType.FLOAT64);
      Tensor centred = wide.sub(wide.sum(0, false).mul(1.0 / 40));
      Tensor expected = LinearAlgebra.svd(centred).s();
      assertThat(components.singularValues().maxAbsDifference(expected)).isLessThan(1e-4);
      assertThat(java.util.Arrays.stream(components.explainedShares()).sum())
          .isEqualTo(1, within(1e-5)); // float32 squares of six values
    }
  }

  @Test
  void componentsThatStayGiveACosineOfOne() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(4);
        IncrementalComponents components = new IncrementalComponents(1)) {
      Tensor line = Tensors.normal(random, 30, 1).matmul(Tensors.normal(random, 1, 8));
      components.add(line);
      components.add(line);

      assertThat(components.similarity(1)).isEqualTo(1, within(1e-6));
    }
  }

  @Test
  void waitsForABatchOfEnoughRowsAndRefusesTooManyComponents() {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5);
        IncrementalComponents components = new IncrementalComponents(4)) {
      assertThat(components.add(Tensors.normal(random, 3, 8))).isFalse();
      assertThat(components.ready()).isFalse();
      assertThatThrownBy(() -> components.add(Tensors.normal(random, 9, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("columns 3", "got 4");
    }
  }

  @Test
  void ranksGoToTheLargestShares() {
    Map<String, Integer> ranks =
        RankShares.of(
            new java.util.TreeMap<>(
                Map.of(
                    "a", new double[] {0.5, 0.3, 0.1},
                    "b", new double[] {0.4, 0.05, 0.01},
                    "c", new double[] {0.02, 0.01})),
            4);

    assertThat(ranks.entrySet().stream().map(Object::toString).toList())
        .isEqualTo(List.of("a=3", "b=1", "c=0"));
  }
}
