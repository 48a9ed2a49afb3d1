// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What of a mapped file stays in this process's memory, as the Linux kernel counts it. */
@EnabledOnOs(OS.LINUX)
class ReleasedPagesTest {
  private static final long NUMBERS = 6L << 20;
  private static final long BYTES = 4 * NUMBERS;

  @TempDir private Path directory;

  /** Two tensors of 24 MiB. */
  private SafetensorsFile open() {
    Path file = directory.resolve("two.safetensors");
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1)) {
      Tensor first = Tensors.normal(random, NUMBERS);
      SafetensorsWriter.write(
          file, Map.of("a", first, "b", Tensors.zeros(DType.FLOAT32, Device.CPU, NUMBERS)));
    }
    return SafetensorsFile.open(file);
  }

  private static long residentFilePages() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssFile:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  @Test
  void aReleasedTensorLeavesMemoryAndItsNeighbourStays() throws IOException {
    try (SafetensorsFile file = open();
        Scope scope = Scope.open()) {
      long before = residentFilePages();
      double first = file.tensor("a").abs().sum().item();
      file.tensor("b").abs().sum();
      long touched = residentFilePages() - before;

      file.release("a");

      long left = residentFilePages() - before;
      // the kernel counts pages in lots of up to 64 for each processor, and code is paged in too
      long slack = 4L << 20;
      assertThat(touched).isGreaterThan(2 * BYTES - slack);
      assertThat(left).isBetween(BYTES - slack, BYTES + slack);
      assertThat(file.tensor("a").abs().sum().item()).isEqualTo(first);
    }
  }

  @Test
  void aTensorThatWasTakenBeforeReadsTheSameAfter() {
    try (SafetensorsFile file = open();
        Scope scope = Scope.open()) {
      Tensor held = file.tensor("a");
      Tensor copy = held.copy();

      file.release("a");

      assertThat(held.sub(copy).abs().max().item()).isZero();
    }
  }
}
