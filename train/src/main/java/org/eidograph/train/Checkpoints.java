// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.core.JacksonException;

/**
 * The checkpoints of one run: each holds what the trainee saves, {@code optimizer.safetensors} and
 * {@code trainer_state.json}.
 */
final class Checkpoints {
  private static final String OPTIMIZER = "optimizer.safetensors";

  private final CheckpointFolders folders;
  private final Map<String, String> identity;

  /**
   * Prepares.
   *
   * @param root the run's output directory
   * @param identity what must be equal for a resume to make sense, by name
   */
  Checkpoints(Path root, Map<String, String> identity) {
    this.folders = new CheckpointFolders(root);
    this.identity = Collections.unmodifiableMap(new TreeMap<>(identity));
  }

  /** The stored form of {@link TrainState} together with the run's identity. */
  record Stored(TrainState state, Map<String, String> identity) {}

  /**
   * Writes a checkpoint and removes those over the limit, never the best. One that is there already
   * with the same state stays untouched, so that the newest is never missing in between.
   *
   * @throws org.eidograph.base.OutOfResourcesException if the disk is full; the others stay
   */
  Path write(TrainState state, Trainee trainee, Optimizer optimizer, int limit) {
    Path target = folders.of(state.step());
    Stored stored = new Stored(state, identity);
    if (holds(target, stored)) {
      return target;
    }
    try {
      folders.write(
          state.step(),
          folder -> {
            trainee.save(folder);
            SafetensorsWriter.write(folder.resolve(OPTIMIZER), optimizer.state());
            AtomicFiles.writeString(folder.resolve(CheckpointFolders.STATE), Json.pretty(stored));
          });
      folders.prune(limit, state.bestStep());
      return target;
    } catch (IOException e) {
      throw AtomicFiles.refusal(target, e);
    }
  }

  private static boolean holds(Path checkpoint, Stored stored) {
    try {
      return Files.isDirectory(checkpoint) && stored.equals(read(checkpoint));
    } catch (BadInputException e) {
      return false; // damaged: it is written anew
    }
  }

  /** The newest checkpoint. */
  Optional<Path> latest() {
    return folders.latest();
  }

  /** The checkpoint of a step. */
  Path of(long step) {
    return folders.of(step);
  }

  /**
   * Reads a checkpoint back into trainee and optimizer.
   *
   * @throws UsageException if it was made with other settings, naming each that differs
   */
  TrainState restore(Path checkpoint, Trainee trainee, Optimizer optimizer) {
    Stored stored = read(checkpoint);
    requireSameIdentity(checkpoint, stored.identity());
    trainee.restore(checkpoint);
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(checkpoint.resolve(OPTIMIZER))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      source.names().forEach(name -> tensors.put(name, source.tensor(name)));
      optimizer.restore(tensors);
    }
    return stored.state();
  }

  private static Stored read(Path checkpoint) {
    try {
      return Json.mapper()
          .treeToValue(Json.readObject(checkpoint.resolve(CheckpointFolders.STATE)), Stored.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s is not a checkpoint of this version: %s"
              .formatted(checkpoint, e.getOriginalMessage()),
          e);
    }
  }

  private void requireSameIdentity(Path checkpoint, Map<String, String> stored) {
    TreeMap<String, String> both = new TreeMap<>(identity);
    stored.forEach(both::putIfAbsent);
    List<String> different =
        both.keySet().stream()
            .filter(key -> !Objects.equals(identity.get(key), stored.get(key)))
            .map(
                key ->
                    "%s was %s, is %s"
                        .formatted(
                            key,
                            stored.getOrDefault(key, "not set"),
                            identity.getOrDefault(key, "not set")))
            .toList();
    if (!different.isEmpty()) {
      throw new UsageException(
          "a run resumes only with the settings it began with, but since %s: %s; give the old settings, or start anew in another --output-dir"
              .formatted(checkpoint, String.join("; ", different)));
    }
  }
}
