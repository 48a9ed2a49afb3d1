// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.base.UsageException;
import org.eidograph.train.data.DataPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final Map<String, String> IDENTITY = Map.of("seed", "0", "steps", "10");

  @TempDir private Path root;
  private Counting run;
  private Checkpoints checkpoints;

  @BeforeEach
  void begin() {
    run = new Counting(3);
    checkpoints = new Checkpoints(root, IDENTITY);
  }

  @AfterEach
  void end() {
    run.close();
  }

  @Test
  void theNewestGivesBackStateNumbersAndOptimizer() {
    for (int step = 1; step <= 3; step++) {
      checkpoints.write(run.advanceTo(step), run, run.optimizer, 5);
    }

    try (Counting other = new Counting(3)) {
      TrainState state =
          checkpoints.restore(checkpoints.latest().orElseThrow(), other, other.optimizer);

      assertThat(state.step()).isEqualTo(3);
      assertThat(state.position()).isEqualTo(new DataPosition(0, 3));
      assertThat(other.standsAt(3)).as(other.toString()).isTrue();
    }
  }

  @Test
  void theLimitKeepsTheNewestAndTheBest() throws Exception {
    for (int step = 1; step <= 5; step++) {
      TrainState at = run.advanceTo(step);
      checkpoints.write(
          new TrainState(step, at.position(), 1.0, 2, 0, null), run, run.optimizer, 2);
    }

    assertThat(names()).containsExactly("checkpoint-2", "checkpoint-4", "checkpoint-5");
  }

  @Test
  void aCheckpointThatIsThereAlreadyIsNotTouched() throws Exception {
    TrainState state = run.advanceTo(1);
    Path written = checkpoints.write(state, run, run.optimizer, 1);
    Path file = written.resolve("numbers.safetensors");
    FileTime past = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(file, past);

    checkpoints.write(state, run, run.optimizer, 1);

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(past);
  }

  @Test
  void aDamagedOneOfTheSameStepIsWrittenAnew() throws Exception {
    TrainState state = run.advanceTo(1);
    Path written = checkpoints.write(state, run, run.optimizer, 1);
    Files.writeString(written.resolve(CheckpointFolders.STATE), "{");

    checkpoints.write(state, run, run.optimizer, 1);

    assertThat(checkpoints.restore(written, run, run.optimizer)).isEqualTo(state);
  }

  @Test
  void leftoversOfAKilledProcessAreNoCheckpointsAndGoAway() throws Exception {
    checkpoints.write(run.advanceTo(1), run, run.optimizer, 2);
    Files.createDirectories(root.resolve(".checkpoint-7.partial"));
    Files.createDirectories(root.resolve("checkpoint-8"));
    assertThat(Trainer.newestCheckpointStep(root)).isEqualTo(1);

    checkpoints.write(run.advanceTo(2), run, run.optimizer, 2);

    assertThat(root.resolve(".checkpoint-7.partial")).doesNotExist();
    assertThat(Trainer.newestCheckpointStep(root)).isEqualTo(2);
  }

  @Test
  void aWriteThatFailsLeavesTheOthersAndNothingOfItself() throws Exception {
    checkpoints.write(run.advanceTo(1), run, run.optimizer, 1);
    Trainee full = new FullDisk(run);

    assertThatThrownBy(() -> checkpoints.write(run.advanceTo(2), full, run.optimizer, 1))
        .isInstanceOf(OutOfResourcesException.class);

    assertThat(names()).containsExactly("checkpoint-1");
  }

  @Test
  void otherSettingsAreNamedWithBothValues() {
    Path written = checkpoints.write(run.advanceTo(1), run, run.optimizer, 1);
    Checkpoints others = new Checkpoints(root, Map.of("seed", "0", "steps", "20", "clip", "1"));

    assertThatThrownBy(() -> others.restore(written, run, run.optimizer))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("clip was not set, is 1; steps was 10, is 20; give")
        .hasMessageNotContaining("seed");
  }

  @Test
  void aFileOfAnotherVersionIsRefused() throws Exception {
    Path written = checkpoints.write(run.advanceTo(1), run, run.optimizer, 1);
    Files.writeString(written.resolve(CheckpointFolders.STATE), "{\"colour\":1}");

    assertThatThrownBy(() -> checkpoints.restore(written, run, run.optimizer))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is not a checkpoint of this version");
  }

  private List<String> names() throws Exception {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private record FullDisk(Trainee wrapped) implements Trainee {
    @Override
    public org.eidograph.model.SegmentedModel model() {
      return wrapped.model();
    }

    @Override
    public List<RateGroup> groups() {
      return wrapped.groups();
    }

    @Override
    public void save(Path directory) {
      wrapped.save(directory);
      throw new OutOfResourcesException("no space left");
    }

    @Override
    public void restore(Path directory) {
      wrapped.restore(directory);
    }
  }
}
