// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.torch.AdamW;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.core.JacksonException;

/**
 * The checkpoints of one run: directories {@code checkpoint-N} that appear whole, by rename, so
 * that a process killed while one is written leaves the previous one good.
 *
 * <p>Each holds what the trainee saves, {@code optimizer.safetensors} and {@code
 * trainer_state.json}.
 */
final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})");
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "trainer_state.json";

  private final Path root;
  private final Map<String, String> identity;

  /**
   * Prepares.
   *
   * @param root the run's output directory
   * @param identity what must be equal for a resume to make sense, by name
   */
  Checkpoints(Path root, Map<String, String> identity) {
    this.root = root;
    this.identity = new TreeMap<>(identity);
  }

  /** The stored form of {@link TrainState} together with the run's identity. */
  record Stored(TrainState state, Map<String, String> identity) {}

  /** Writes a checkpoint and removes those over the limit, never the best. */
  Path write(TrainState state, Trainee trainee, AdamW optimizer, int limit) {
    Path target = root.resolve("checkpoint-" + state.step());
    Path partial = root.resolve("." + target.getFileName() + ".partial");
    try {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      trainee.save(partial);
      SafetensorsWriter.write(partial.resolve(OPTIMIZER), optimizer.state());
      AtomicFiles.writeString(partial.resolve(STATE), Json.pretty(new Stored(state, identity)));
      AtomicFiles.deleteRecursively(target);
      AtomicFiles.publish(partial, target);
      prune(state, limit);
      return target;
    } catch (IOException e) {
      throw AtomicFiles.refusal(target, e);
    }
  }

  private void prune(TrainState state, int limit) throws IOException {
    List<Path> all = list();
    for (Path old : all.subList(0, Math.max(0, all.size() - limit))) {
      if (stepOf(old) != state.bestStep()) {
        AtomicFiles.deleteRecursively(old);
      }
    }
  }

  /** The newest checkpoint. */
  Optional<Path> latest() {
    List<Path> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** The checkpoint of a step. */
  Path of(long step) {
    return root.resolve("checkpoint-" + step);
  }

  private List<Path> list() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(p -> NAME.matcher(p.getFileName().toString()).matches())
          .filter(p -> Files.isRegularFile(p.resolve(STATE)))
          .sorted(Comparator.comparingLong(Checkpoints::stepOf))
          .toList();
    } catch (IOException e) {
      throw new BadInputException("cannot list " + root + ": " + e.getMessage(), e);
    }
  }

  static long stepOf(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  /**
   * Reads a checkpoint back into trainee and optimizer.
   *
   * @throws UsageException if it was made with other settings, naming each that differs
   */
  TrainState restore(Path checkpoint, Trainee trainee, AdamW optimizer) {
    Stored stored;
    try {
      stored = Json.mapper().treeToValue(Json.readObject(checkpoint.resolve(STATE)), Stored.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s is not a checkpoint of this version: %s"
              .formatted(checkpoint, e.getOriginalMessage()),
          e);
    }
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

  private void requireSameIdentity(Path checkpoint, Map<String, String> stored) {
    TreeMap<String, String> both = new TreeMap<>(identity);
    stored.forEach(both::putIfAbsent);
    List<String> different =
        both.keySet().stream()
            .filter(key -> !String.valueOf(identity.get(key)).equals(stored.get(key)))
            .map(key -> "%s was %s, is %s".formatted(key, stored.get(key), identity.get(key)))
            .toList();
    if (!different.isEmpty()) {
      throw new UsageException(
          "a run resumes only with the settings it began with, but in %s %s; give the old settings, or start anew in another --output-dir"
              .formatted(checkpoint, String.join("; ", different)));
    }
  }
}
