// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepBatchTest {
  @Test
  void labelsAreShiftedWithinEachSequence() {
    ExampleSet set =
        Sets.of(
            new Example(new int[] {5, 6, 7}, new boolean[] {true, false, true}),
            new Example(new int[] {8, 9}, new boolean[] {true, true}));

    StepBatch batch = StepBatch.of(set, new int[] {1, 0});

    assertThat(batch.ids()).containsExactly(8, 9, 5, 6, 7);
    assertThat(batch.starts()).containsExactly(0, 2, 5);
    assertThat(batch.labels()).containsExactly(9, -100, -100, 7, -100);
    assertThat(batch.examples()).containsExactly(1, 0);
    assertThat(batch.labelCount()).isEqualTo(2);
  }

  @Test
  void partsShareTokensEvenlyAndLoseNone() {
    StepBatch batch = StepBatch.of(Sets.ofLengths(10, 2, 3, 4, 5), new int[] {0, 1, 2, 3, 4});

    List<StepBatch> parts = batch.split(2);

    assertThat(parts).extracting(StepBatch::tokens).containsExactly(12, 12);
    assertThat(parts.get(0).examples()).containsExactly(0, 1);
    assertThat(parts.get(1).examples()).containsExactly(2, 3, 4);
    assertThat(parts.get(1).starts()).containsExactly(0, 3, 7, 12);
    assertThat(parts.stream().mapToInt(StepBatch::labelCount).sum()).isEqualTo(batch.labelCount());
  }

  @Test
  void aPartIsNeverEmpty() {
    StepBatch batch = StepBatch.of(Sets.ofLengths(4, 4), new int[] {0, 1});

    assertThat(batch.split(5)).hasSize(2);
  }

  @Test
  void paddingIsASequenceOfItsOwnWithoutTargets() {
    StepBatch batch = StepBatch.of(Sets.ofLengths(4, 6), new int[] {0, 1});

    StepBatch padded = batch.paddedTo(8);

    assertThat(padded.starts()).containsExactly(0, 4, 10, 16);
    assertThat(padded.ids()).startsWith(batch.ids()).endsWith(0, 0, 0, 0, 0, 0).hasSize(16);
    assertThat(padded.labelled()).containsExactly(batch.labelled());
    assertThat(padded.examples()).containsExactly(0, 1, StepBatch.NO_EXAMPLE);
    assertThat(batch.paddedTo(5)).isSameAs(batch);
  }

  @Test
  void onePartIsTheWhole() {
    StepBatch batch = StepBatch.of(Sets.ofLengths(4, 6, 5), new int[] {2, 0, 1});

    assertThat(batch.split(1).get(0)).usingRecursiveComparison().isEqualTo(batch);
  }
}
