// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.eidograph.lora.LoraModel;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NativeMemory;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.engine.EngineSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphMemoryTest {
  private static final Path STORIES = Path.of("../fixtures/stories260k");
  private static final Path MIXTURE = Path.of("../fixtures/stories260k-moe");
  private static final int TOKENS = 16_384;
  private static final int LENGTH = 512;
  private static final int REPEATS = 5;

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
  @Tag("slow")
  void theFormulaCountsWhatTheGraphHolds(DType type) throws InterruptedException {
    assumeTrue(NativeMemory.bytesInUse().isPresent(), "the C library cannot tell what is in use");
    try (CausalLm model = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        RandomSource random = RandomSource.of(1, "x");
        Scope scope = Scope.open()) {
      trainAll(model);
      model.linears().forEach(linear -> linear.computeIn(type));
      Tensor x = Tensors.normal(random, TOKENS, model.hiddenSize());
      int[] starts = IntStream.rangeClosed(0, TOKENS / LENGTH).map(i -> i * LENGTH).toArray();
      int[] ids = IntStream.range(0, TOKENS).map(i -> 3 + i % 400).toArray();
      Pass pass = Pass.inference(new Sequences(ids, starts, 0), Device.CPU);
      Segment block = model.segments().get(1);
      for (int i = 0; i < 2 * REPEATS; i++) {
        block.record(x, pass).close();
      }
      long[] held = new long[REPEATS];
      for (int i = 0; i < REPEATS; i++) {
        held[i] = bytesHeld(block, x, pass);
      }
      Arrays.sort(held);

      long own = TOKENS * GraphMemory.heldPerToken(model.config());
      // 88 MB; the Java compiler moves the shared heap by a tenth of that, hence the median, and in
      // bfloat16 the inputs of products are half as long, but q, k, v and the MLP are not
      assertThat(held[REPEATS / 2]).isCloseTo(own, withinPercentage(15));
    }
  }

  private static long bytesHeld(Segment block, Tensor x, Pass pass) throws InterruptedException {
    long before = NativeMemory.lowestBytesInUse(0.5).orElseThrow();
    try (Tape tape = block.record(x, pass)) {
      assertThat(tape.output().size(0)).isEqualTo(TOKENS);
      return NativeMemory.lowestBytesInUse(0.5).orElseThrow() - before;
    }
  }

  @Test
  void onlyTrainedWeightsWithoutATapePassThroughTheGraph() {
    EngineSettings engine = EngineSettings.of(2);
    try (CausalLm llama = CausalLm.load(STORIES, DType.FLOAT32, Device.CPU);
        CausalLm mixture = CausalLm.load(MIXTURE, DType.FLOAT32, Device.CPU)) {
      LoraModel lora = LoraModel.attach(llama, LoraSpec.defaults());
      assertThat(GraphMemory.isUsedBy(llama)).isFalse();
      lora.detach();
      trainAll(llama);
      assertThat(GraphMemory.isUsedBy(llama)).isFalse();
      trainAll(mixture);
      assertThat(GraphMemory.isUsedBy(mixture)).isTrue();
      long sparing =
          MemoryEstimate.of(mixture, new EngineSettings(2, 512, true, 0), 512).activations();
      assertThat(sparing).isLessThan(MemoryEstimate.of(mixture, engine, 512).activations());
    }
  }

  private static void trainAll(CausalLm model) {
    for (Parameter parameter : model.parameters()) {
      parameter.train(true);
    }
  }
}
