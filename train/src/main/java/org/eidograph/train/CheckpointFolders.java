// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;

/**
 * The folders {@code checkpoint-N} in a run's directory. Each appears and disappears in one step,
 * by rename: a process killed at any moment leaves whole ones, and hidden leftovers that the next
 * write removes.
 *
 * @param root the run's output directory
 */
record CheckpointFolders(Path root) {
  /** Written last, so that a folder that holds it is whole. */
  static final String STATE = "trainer_state.json";

  private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})");
  private static final Pattern LEFTOVER = Pattern.compile("\\.checkpoint-\\d+\\.partial");

  /** Fills a folder. */
  interface Body {
    void writeTo(Path folder) throws IOException;
  }

  /** The folder of a step. */
  Path of(long step) {
    return root.resolve("checkpoint-" + step);
  }

  /** The newest. */
  Optional<Path> latest() {
    List<Path> all = list();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** The step of a folder. */
  static long stepOf(Path folder) {
    String name = name(folder);
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  /** Makes the folder of a step, in place of an older one. */
  void write(long step, Body body) throws IOException {
    Path target = of(step);
    Path partial = leftoverOf(target);
    try {
      removeLeftovers();
      Files.createDirectories(partial);
      body.writeTo(partial);
      AtomicFiles.deleteRecursively(target);
      AtomicFiles.publish(partial, target);
    } finally {
      discard(partial);
    }
  }

  /** Removes the oldest ones over the limit, except that of one step. */
  void prune(int limit, long keptStep) throws IOException {
    List<Path> all = list();
    for (Path old : all.subList(0, Math.max(0, all.size() - limit))) {
      if (stepOf(old) != keptStep) {
        Path leftover = leftoverOf(old);
        AtomicFiles.publish(old, leftover);
        AtomicFiles.deleteRecursively(leftover);
      }
    }
  }

  private List<Path> list() {
    return entries(NAME).stream()
        .filter(folder -> Files.isRegularFile(folder.resolve(STATE)))
        .sorted(Comparator.comparingLong(CheckpointFolders::stepOf))
        .toList();
  }

  private void removeLeftovers() throws IOException {
    for (Path leftover : entries(LEFTOVER)) {
      AtomicFiles.deleteRecursively(leftover);
    }
  }

  private List<Path> entries(Pattern name) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.filter(path -> name.matcher(name(path)).matches()).toList();
    } catch (IOException e) {
      throw new BadInputException("cannot list " + root + ": " + e.getMessage(), e);
    }
  }

  private static Path leftoverOf(Path folder) {
    return folder.resolveSibling("." + name(folder) + ".partial");
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /** On a full disk the space of a failed attempt is needed. */
  private static void discard(Path partial) {
    try {
      AtomicFiles.deleteRecursively(partial);
    } catch (IOException e) {
      // whether the checkpoint was written matters more than what is left of an attempt
    }
  }
}
