// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NativeMemory;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a block keeps between its forward and its backward, measured at the allocator. */
@Tag("slow")
class SavedActivationsTest {
  /** Short sequences, so that scores, which the graph keeps too, are few. */
  private static final int LENGTH = 16;

  private static final int SEQUENCES = 1024;

  /**
   * At most the share of a graph over the same block that is allowed to a block with a backward of
   * its own: 0.6 in float32 and 0.45 in bfloat16.
   */
  @ParameterizedTest
  @CsvSource({"FLOAT32, 0.6", "BFLOAT16, 0.45"})
  void ownBackwardKeepsFarLessThanAGraph(DType type, double share) throws InterruptedException {
    assumeTrue(NativeMemory.bytesInUse().isPresent(), "the C library cannot tell what is in use");
    try (CausalLm model = Stories.load(type);
        Scope scope = Scope.open();
        RandomSource random = RandomSource.of(5)) {
      LoraModel.attach(model, LoraSpec.defaults().with(b -> b.rank(16)));
      Segment block = model.segments().get(1);
      Pass pass = Pass.training(texts(), Device.CPU, random);
      Tensor x = Tensors.normal(random, LENGTH * SEQUENCES, model.hiddenSize());

      long graph = kept(() -> AutogradTape.record(block, x, pass));
      long own = kept(() -> block.record(x, pass));

      // the tape's own numbers are tens of megabytes, far above what the Java machine takes
      assertThat(own).isGreaterThan(10L << 20);
      assertThat((double) own / graph).isLessThan(share);
    }
  }

  private static Sequences texts() {
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < SEQUENCES; i++) {
      rows.add(new int[LENGTH]);
    }
    return Sequences.of(rows);
  }

  private static long kept(Supplier<Tape> record) throws InterruptedException {
    record.get().close(); // layouts that are made once
    long[] counts = new long[3]; // the Java compiler shares the heap, hence the median
    for (int i = 0; i < counts.length; i++) {
      long before = NativeMemory.lowestBytesInUse(1).orElseThrow();
      try (Tape tape = record.get()) {
        assertThat(tape.output().size(0)).isEqualTo((long) LENGTH * SEQUENCES);
        counts[i] = NativeMemory.lowestBytesInUse(1).orElseThrow() - before;
      }
    }
    Arrays.sort(counts);
    return counts[counts.length / 2];
  }
}
