// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Test
  void aTensorDiesWithItsScopeAndUsingItIsAnException() {
    Tensor tensor;
    try (Scope scope = Scope.open()) {
      tensor = Tensors.ones(DType.FLOAT32, Device.CPU, 3);
    }

    assertThatThrownBy(tensor::sum).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(tensor::toFloats).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(tensor::shape).isInstanceOf(RuntimeException.class);
  }

  @Test
  void aKeptTensorSurvivesUntilItIsClosed() {
    Tensor tensor;
    try (Scope scope = Scope.open()) {
      tensor = Tensors.ones(DType.FLOAT32, Device.CPU, 3).keep();
    }

    assertThat(tensor.toFloats()).containsExactly(1, 1, 1);
    tensor.close();
    assertThatThrownBy(tensor::toFloats).isInstanceOf(RuntimeException.class);
  }

  @Test
  void anInnerScopeFreesOnlyItsOwn() {
    try (Scope outer = Scope.open()) {
      Tensor before = Tensors.ones(DType.FLOAT32, Device.CPU, 2);
      Tensor inside;
      try (Scope inner = Scope.open()) {
        inside = before.add(1);
      }
      assertThat(before.toFloats()).containsExactly(1, 1);
      assertThatThrownBy(inside::toFloats).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aViewKeepsItsMemoryWhenTheSourceIsGone() {
    try (Scope outer = Scope.open()) {
      Tensor view;
      Tensor source = Tensors.range(10, Device.CPU).keep();
      view = source.narrow(0, 4, 2);
      source.close();

      assertThat(view.toLongs()).containsExactly(4, 5);
    }
  }

  @Test
  void recordingIsOffInsideNoGradAndOnAfterIt() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, 2).leaf();
      try (NoGrad noGrad = NoGrad.on()) {
        assertThat(x.mul(2).requiresGrad()).isFalse();
      }
      assertThat(x.mul(2).requiresGrad()).isTrue();
    }
  }

  @Test
  void nestedNoGradStaysOffUntilTheOuterOneCloses() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, 2).leaf();
      try (NoGrad outer = NoGrad.on()) {
        NoGrad.on().close();
        assertThat(x.mul(2).requiresGrad()).isFalse();
      }
    }
  }

  @Test
  void noGradDoesNotReachOtherThreads() throws InterruptedException {
    AtomicBoolean records = new AtomicBoolean();
    try (NoGrad noGrad = NoGrad.on()) {
      Thread other =
          new Thread(
              () -> {
                try (Scope scope = Scope.open()) {
                  Tensor x = Tensors.ones(DType.FLOAT32, Device.CPU, 1).leaf();
                  records.set(x.mul(2).requiresGrad());
                }
              });
      other.start();
      other.join();
    }

    assertThat(records).isTrue();
  }

  @Test
  void stepsLeaveNoHandleBehind() {
    Training training = new Training();
    training.steps(5);
    long before = NativeMemory.handles();

    training.steps(20);

    // the collector may meanwhile free a handle of another test
    assertThat(NativeMemory.handles()).isLessThanOrEqualTo(before);
    training.close();
  }

  @Test
  @Tag("slow")
  void twoThousandStepsKeepMemoryFlat() throws InterruptedException {
    assumeTrue(NativeMemory.bytesInUse().isPresent(), "the C library cannot tell what is in use");
    Training training = new Training();
    training.steps(200);
    long handles = NativeMemory.handles();
    long growth = Long.MAX_VALUE;

    // One small tensor lost in each step would be 29 MB, in every stretch of steps; the Java
    // machine
    // may keep a few, or more while it compiles.
    for (int stretch = 0; stretch < 3 && growth >= 15 << 20; stretch++) {
      long bytes = NativeMemory.lowestBytesInUse(3).orElseThrow();
      training.steps(1800);
      growth = NativeMemory.lowestBytesInUse(3).orElseThrow() - bytes;
    }

    assertThat(NativeMemory.handles()).isLessThanOrEqualTo(handles);
    assertThat(growth).isLessThan(15 << 20);
    training.close();
  }

  @Test
  void bytesInUseFollowATensor() {
    assumeTrue(NativeMemory.bytesInUse().isPresent(), "the C library cannot tell what is in use");
    long before = NativeMemory.bytesInUse().orElseThrow();
    try (Scope scope = Scope.open()) {
      Tensors.ones(DType.FLOAT32, Device.CPU, 16 << 20); // 64 MiB

      long growth = NativeMemory.bytesInUse().orElseThrow() - before;

      // the Java machine allocates and frees a few megabytes beside
      assertThat(growth).isBetween(54L << 20, 74L << 20);
    }
    assertThat(NativeMemory.bytesInUse().orElseThrow() - before).isLessThan(10 << 20);
  }

  @Test
  void trainingLowersTheLoss() {
    Training training = new Training();
    double first = training.steps(1);

    double last = training.steps(60);

    assertThat(last).isLessThan(first / 2).isCloseTo(0, within(first));
    training.close();
  }

  /** A linear map learned by Optimizer, one scope a step. */
  private static final class Training implements AutoCloseable {
    private final Tensor weight;
    private final Tensor x;
    private final Tensor y;
    private final Optimizer optimizer;

    Training() {
      try (Scope scope = Scope.open();
          RandomSource random = RandomSource.of(1)) {
        weight = Tensors.zeros(DType.FLOAT32, Device.CPU, 64, 64).keep();
        x = Tensors.normal(random, 256, 64).keep();
        y = Nn.linear(x, Tensors.normal(random, 64, 64).mul(0.1), null).keep();
        ParameterGroup group = ParameterGroup.adamW("all", Map.of("w", weight), 0.01, 0);
        optimizer = new Optimizer(List.of(group));
      }
    }

    double steps(int count) {
      double loss = 0;
      for (int i = 0; i < count; i++) {
        try (Scope scope = Scope.open()) {
          Tensor leaf = weight.leaf();
          Tensor error = Nn.linear(x, leaf, null).sub(y).pow(2).mean();
          List<Tensor> gradients = Autograd.gradients(error, List.of(leaf), Autograd.Mode.FREE);
          GradientClip.byGlobalNorm(gradients, 1);
          optimizer.step(gradients, 1);
          loss = error.item();
        }
      }
      return loss;
    }

    @Override
    public void close() {
      optimizer.close();
      weight.close();
      x.close();
      y.close();
    }
  }
}
