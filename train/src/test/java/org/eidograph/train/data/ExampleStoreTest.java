// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleStoreTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 100, 1 << 20})
  void whatGoesInComesOutWhereverItLies(long memoryBytes) {
    List<Example> examples = random(200);

    try (ExampleStoreWriter writer = new ExampleStoreWriter(memoryBytes)) {
      examples.forEach(example -> writer.add(example, 7));
      assertThat(writer.isSpilled()).isEqualTo(memoryBytes < 1 << 20);
      try (ExampleStore store = writer.finish()) {
        for (int i = 199; i >= 0; i--) {
          assertThat(store.get(i)).usingRecursiveComparison().isEqualTo(examples.get(i));
          assertThat(store.length(i)).isEqualTo(examples.get(i).length());
          assertThat(store.row(i)).isEqualTo(7);
        }
      }
    }
  }

  @Test
  void aClosedStoreRefusesToRead() {
    try (ExampleStoreWriter writer = new ExampleStoreWriter(1 << 10)) {
      writer.add(new Example(new int[] {1}, new boolean[] {false}), 0);
      ExampleStore store = writer.finish();
      store.close();

      assertThatThrownBy(() -> store.get(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theHashSeesIdsAndMarks() {
    Example example = new Example(new int[] {1, 2}, new boolean[] {false, true});
    Example otherMark = new Example(new int[] {1, 2}, new boolean[] {true, true});

    // printf '\0\0\0\2\0\0\0\1\0\0\0\2\0\1' | sha256sum
    assertThat(Sets.of(example).sha256())
        .isEqualTo("87f0d83be145a15ddd3c5f92259a49c75b8099fe11998abfd100cd8bdb10fbfb");
    assertThat(Sets.of(otherMark).sha256()).isNotEqualTo(Sets.of(example).sha256());
  }

  private static List<Example> random(int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(1, 40);
      boolean[] trained = new boolean[length];
      for (int t = 0; t < length; t++) {
        trained[t] = random.nextBoolean();
      }
      examples.add(new Example(random.ints(length, 0, Integer.MAX_VALUE).toArray(), trained));
    }
    return examples;
  }
}
