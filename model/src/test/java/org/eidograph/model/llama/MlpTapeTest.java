// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NativeMemory;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the hand-written MLP keeps between forward and backward, counted by the allocator. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class MlpTapeTest {
  private static final int TOKENS = 1 << 16; // what is kept outweighs the noise of the heap
  private static final int HIDDEN = 256;
  private static final int WIDE = 704; // 11/4 of it, as in models with a gated MLP
  private static final int RANK = 16;
  private static final int WARM_UP = 3; // until buffers that stay are there
  private static final int REPEATS = 5;

  /**
   * peft's path keeps, for each token, {@code 4·(h + 4m)} bytes in float32 (input, gate, up,
   * activation, product) and {@code 4·(2h + m) + 6m} in bfloat16, where adapters want inputs in
   * float32 besides. The tape, its input counted, is to keep at most 0.6 and 0.45 of that.
   */
  @ParameterizedTest
  @CsvSource({"BFLOAT16, 0.45, false", "BFLOAT16, 0.45, true", "FLOAT32, 0.6, false"})
  void keepsASmallPartOfWhatAGraphWould(DType type, double part, boolean folded) throws Exception {
    double perToken =
        type == DType.BFLOAT16 ? 4.0 * (2 * HIDDEN + WIDE) + 6.0 * WIDE : 4.0 * (HIDDEN + 4 * WIDE);
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on();
        RandomSource random = RandomSource.of(1)) {
      Tensor x = Tensors.normal(random, TOKENS, HIDDEN).to(type);
      LinearGroup wide =
          new LinearGroup(linear(random, type, WIDE, HIDDEN), linear(random, type, WIDE, HIDDEN));
      LinearGroup narrow = new LinearGroup(linear(random, type, HIDDEN, WIDE));
      if (folded) {
        wide.fold();
        narrow.fold();
      }
      wide.matrix();
      narrow.matrix();
      Pass pass = Pass.inference(Sequences.of(List.of(new int[TOKENS])), Device.CPU);
      for (int i = 0; i < WARM_UP; i++) {
        forwardAndForget(wide, narrow, x, pass);
      }
      double kept = median(REPEATS, () -> bytesKept(wide, narrow, x, pass));

      // g, u and two bottlenecks of both, one of down: nothing else
      double own = (double) TOKENS * type.bytes() * (2 * WIDE + 3 * RANK);
      // the Java compiler shares the heap: 12 MB more were seen while it worked, 29 MB fewer when
      // it gave some back meanwhile, so the median of several counts is held to a tenth
      assertThat(kept).isCloseTo(own, withinPercentage(10));
      assertThat(kept + x.bytes()).isLessThan(part * perToken * TOKENS);
      wide.release();
      narrow.release();
      close(wide);
      close(narrow);
    }
  }

  private static long bytesKept(LinearGroup wide, LinearGroup narrow, Tensor x, Pass pass)
      throws InterruptedException {
    long before = NativeMemory.lowestBytesInUse(1).orElseThrow();
    try (MlpTape tape = new MlpTape(wide, narrow)) {
      try (Scope forward = Scope.open()) {
        tape.forward(x, pass);
      }
      return NativeMemory.lowestBytesInUse(1).orElseThrow() - before;
    }
  }

  private static double median(int repeats, Callable<Long> count) throws Exception {
    long[] counts = new long[repeats];
    for (int i = 0; i < repeats; i++) {
      counts[i] = count.call();
    }
    Arrays.sort(counts);
    return counts[repeats / 2];
  }

  private static void forwardAndForget(LinearGroup wide, LinearGroup narrow, Tensor x, Pass pass) {
    try (MlpTape tape = new MlpTape(wide, narrow);
        Scope forward = Scope.open()) {
      tape.forward(x, pass);
    }
  }

  private static Linear linear(RandomSource random, DType type, int out, int in) {
    ModulePath path = new ModulePath("model.layers.0.mlp.x", ModuleType.UP, 0);
    Linear linear =
        new Linear(path, parameter(path, Tensors.normal(random, out, in).to(type)), null, false);
    Parameter a = parameter(path, Tensors.normal(random, RANK, in).mulInPlace(0.1));
    Parameter b = parameter(path, Tensors.normal(random, out, RANK).mulInPlace(0.1));
    linear.attach(new LowRankDelta(a, b, null, 1, 0));
    return linear;
  }

  private static Parameter parameter(ModulePath path, Tensor value) {
    return new Parameter("x", ParameterRole.HIDDEN, path, value.keep());
  }

  private static void close(LinearGroup group) {
    List<Parameter> all = new ArrayList<>();
    group.modules().forEach(module -> all.addAll(module.parameters()));
    all.forEach(Parameter::close);
  }
}
