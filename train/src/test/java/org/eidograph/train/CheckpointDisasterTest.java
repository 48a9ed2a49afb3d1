// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eidograph.base.EidographException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end while they write a checkpoint. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class CheckpointDisasterTest {
  private static final int SIZE = 20_000;
  private static final int LIMIT = 2;

  @TempDir private Path root;
  @TempDir private Path outside;

  /** Writes checkpoints of the wanted size until it is killed, or cannot go on. */
  static final class Writer {
    public static void main(String[] args) {
      Checkpoints checkpoints = new Checkpoints(Path.of(args[0]), Map.of());
      try (Counting run = new Counting(Integer.parseInt(args[1]))) {
        long step =
            checkpoints
                .latest()
                .map(latest -> checkpoints.restore(latest, run, run.optimizer).step())
                .orElse(0L);
        while (true) {
          step++;
          checkpoints.write(run.advanceTo(step), run, run.optimizer, LIMIT);
          System.out.println(step);
        }
      } catch (EidographException e) {
        System.out.println(e.getMessage());
        System.exit(e.exitCode().value());
      }
    }
  }

  @Test
  void killedAtAnyMomentTheNewestCheckpointIsWholeAndNoneIsLost() throws Exception {
    SplittableRandom random = new SplittableRandom(12);
    long seen = 0;
    for (int round = 0; round < 12; round++) {
      Path said = said(round);
      Process writer = start(List.of(), root, SIZE, said);
      awaitFirstLine(said);
      Thread.sleep(random.nextInt(120));
      writer.destroyForcibly().waitFor();
      List<String> lines = Files.readAllLines(said);
      assertThat(lines.get(0)).isEqualTo(String.valueOf(seen + 1));
      long told = Long.parseLong(lines.get(lines.size() - 1));
      seen = requireWhole(SIZE);
      // the last one may have been finished but not yet reported when the process ended
      assertThat(seen).isBetween(told, told + 1);
    }
    try (Stream<Path> entries = Files.list(root)) {
      assertThat(entries.filter(p -> p.getFileName().toString().startsWith("checkpoint-")))
          .hasSizeLessThanOrEqualTo(LIMIT + 1);
    }
  }

  @Test
  void aFileThatMayNotGrowLeavesTheNewestCheckpointGood() throws Exception {
    write(SIZE);
    // 64 blocks of 512 or 1024 bytes are less than the 80 kB of the numbers alone
    List<String> limit = List.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh");
    Process limited = start(limit, root, SIZE, said(0));

    assertThat(limited.waitFor()).isEqualTo(5);
    assertThat(said(0)).content().contains("cannot write", "what was there is unchanged");
    assertThat(requireWhole(SIZE)).isEqualTo(1);
    assertNoLeftovers(root);
  }

  @Test
  void aFullDiskLeavesTheNewestCheckpointGood() throws Exception {
    Path disk = Files.createDirectories(root.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()))
        .as("a small file system can be mounted here (root only)")
        .isZero();
    try {
      Process writer = start(List.of(), disk, 30_000, said(0)); // 360 kB each: two fit

      assertThat(writer.waitFor()).isEqualTo(5);
      List<String> lines = Files.readAllLines(said(0));
      assertThat(lines.subList(0, lines.size() - 1)).containsExactly("1", "2");
      assertThat(lines.get(lines.size() - 1)).contains("No space left on device");
      try (Counting run = new Counting(30_000)) {
        Checkpoints checkpoints = new Checkpoints(disk, Map.of());
        checkpoints.restore(checkpoints.latest().orElseThrow(), run, run.optimizer);
        assertThat(run.standsAt(2)).isTrue();
      }
      assertNoLeftovers(disk);
    } finally {
      run("umount", disk.toString());
    }
  }

  private void write(int size) {
    try (Counting run = new Counting(size)) {
      new Checkpoints(root, Map.of()).write(run.advanceTo(1), run, run.optimizer, LIMIT);
    }
  }

  private long requireWhole(int size) {
    Checkpoints checkpoints = new Checkpoints(root, Map.of());
    try (Counting run = new Counting(size)) {
      long step =
          checkpoints.restore(checkpoints.latest().orElseThrow(), run, run.optimizer).step();
      assertThat(run.standsAt(step)).as("step %d", step).isTrue();
      return step;
    }
  }

  private static void assertNoLeftovers(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries.filter(p -> p.getFileName().toString().endsWith(".partial"))).isEmpty();
    }
  }

  /** Where a process writes, outside of its checkpoints' folder. */
  private Path said(int round) {
    return outside.resolve("said-" + round);
  }

  private static void awaitFirstLine(Path file) throws Exception {
    for (int i = 0; i < 3000 && !Files.readString(file).contains("\n"); i++) {
      Thread.sleep(10);
    }
  }

  private static Process start(List<String> before, Path root, int size, Path said)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Writer.class.getName()));
    command.addAll(List.of(root.toString(), String.valueOf(size)));
    return new ProcessBuilder(command)
        .redirectOutput(said.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }
}
