// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

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
    long before = Pointer.totalCount();

    training.steps(20);

    // the collector may meanwhile free a handle of another test
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    training.close();
  }

  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void twoThousandStepsKeepMemoryFlat() throws IOException {
    Training training = new Training();
    training.steps(200);
    System.gc(); // so that the Java heap's own growth does not count
    long count = Pointer.totalCount();
    long resident = residentKilobytes();

    training.steps(1800);

    System.gc();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
    assertThat((double) residentKilobytes())
        .isCloseTo((double) resident, Percentage.withPercentage(5));
    training.close();
  }

  @Test
  void trainingLowersTheLoss() {
    Training training = new Training();
    double first = training.steps(1);

    double last = training.steps(60);

    assertThat(last).isLessThan(first / 2).isCloseTo(0, within(first));
    training.close();
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** A linear map learned by AdamW, one scope a step. */
  private static final class Training implements AutoCloseable {
    private final Tensor weight;
    private final Tensor x;
    private final Tensor y;
    private final AdamW optimizer;

    Training() {
      try (Scope scope = Scope.open();
          RandomSource random = RandomSource.of(1)) {
        weight = Tensors.zeros(DType.FLOAT32, Device.CPU, 64, 64).keep();
        x = Tensors.normal(random, 256, 64).keep();
        y = Nn.linear(x, Tensors.normal(random, 64, 64).mul(0.1), null).keep();
        ParameterGroup group = new ParameterGroup("all", Map.of("w", weight), 0.01, 0);
        optimizer = new AdamW(List.of(group), AdamW.Settings.DEFAULT);
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
