// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchPlanTest {
  private static final int[] LENGTHS =
      new SplittableRandom(11).ints(2500, 2, 33).toArray(); // more than one packing buffer
  private static final ExampleSet SET = Sets.ofLengths(LENGTHS);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyExampleComesOnceAnEpoch(boolean packing) {
    BatchPlan plan = new BatchPlan(SET, new BatchOptions(4, 32, packing, true, 5));

    int[] seen =
        IntStream.range(0, plan.batches(1))
            .flatMap(i -> Arrays.stream(plan.members(new DataPosition(1, i))))
            .sorted()
            .toArray();

    assertThat(seen).isEqualTo(IntStream.range(0, 2500).toArray());
  }

  @Test
  void noPackedBatchHoldsMoreThanItsBins() {
    BatchPlan plan = new BatchPlan(SET, new BatchOptions(4, 32, true, true, 5));

    assertThat(IntStream.range(0, plan.batches(0)))
        .allSatisfy(
            i -> assertThat(plan.batch(new DataPosition(0, i)).tokens()).isLessThanOrEqualTo(128));
  }

  @Test
  void packingWastesLittle() {
    BatchPlan plan = new BatchPlan(SET, new BatchOptions(1, 32, true, true, 5));
    long tokens = Arrays.stream(LENGTHS).sum();

    // first-fit-decreasing needs at most 11/9 of the optimum plus 6/9 bins (Dosa 2007), a buffer
    double bound = 11.0 / 9 * (tokens / 32.0 + 3) + 3;
    assertThat((double) plan.batches(0)).isBetween(tokens / 32.0, bound);
  }

  @Test
  void packingChangesNoSequence() {
    BatchPlan plain = new BatchPlan(SET, new BatchOptions(4, 32, false, true, 5));
    BatchPlan packed = new BatchPlan(SET, new BatchOptions(4, 32, true, true, 5));

    assertThat(sequences(packed)).containsExactlyInAnyOrderElementsOf(sequences(plain));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPlanThatStartsInTheMiddleGoesOnAlike(boolean packing) {
    BatchOptions options = new BatchOptions(7, 32, packing, true, 9);
    BatchPlan unbroken = new BatchPlan(SET, options);
    DataPosition position = DataPosition.START;
    int steps = unbroken.batches(0) + 3;
    for (int i = 0; i < steps; i++) {
      position = unbroken.next(position);
    }

    assertThat(position).isEqualTo(new DataPosition(1, 3));
    assertThat(new BatchPlan(SET, options).members(position)).isEqualTo(unbroken.members(position));
  }

  @Test
  void epochsAndSeedsDifferAndTheLocaleDoesNotMatter() {
    BatchOptions options = new BatchOptions(2500, 32, false, true, 1);
    int[] order = new BatchPlan(SET, options).members(DataPosition.START);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(new BatchPlan(SET, options).members(DataPosition.START)).isEqualTo(order);
    } finally {
      Locale.setDefault(before);
    }

    assertThat(new BatchPlan(SET, options).members(new DataPosition(1, 0))).isNotEqualTo(order);
    BatchOptions otherSeed = new BatchOptions(2500, 32, false, true, 2);
    assertThat(new BatchPlan(SET, otherSeed).members(DataPosition.START)).isNotEqualTo(order);
  }

  @Test
  void withoutShufflingTheOrderIsTheFiles() {
    BatchPlan plan = new BatchPlan(Sets.ofLengths(3, 3, 3), BatchOptions.inOrder(2, 8));

    assertThat(plan.members(DataPosition.START)).containsExactly(0, 1);
    assertThat(plan.members(new DataPosition(0, 1))).containsExactly(2);
    assertThat(plan.next(new DataPosition(0, 1))).isEqualTo(new DataPosition(1, 0));
  }

  private static List<List<Integer>> sequences(BatchPlan plan) {
    List<List<Integer>> found = new ArrayList<>();
    for (int i = 0; i < plan.batches(0); i++) {
      StepBatch batch = plan.batch(new DataPosition(0, i));
      for (int s = 0; s < batch.sequences(); s++) {
        found.add(
            IntStream.range(batch.starts()[s], batch.starts()[s + 1])
                .flatMap(t -> IntStream.of(batch.ids()[t], batch.labels()[t]))
                .boxed()
                .toList());
      }
    }
    return found;
  }
}
