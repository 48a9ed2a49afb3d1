// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;

/**
 * The files behind the paths a user named: a file stands for itself, a directory for its {@code
 * train.*}, {@code valid.*} or {@code validation.*}, and {@code test.*}, each perhaps in numbered
 * shards such as {@code train-00000-of-00002.parquet}.
 */
final class DataFiles {
  private static final Pattern NAME =
      Pattern.compile("(train|valid|validation|val|dev|test)([-_.].*)?\\.[A-Za-z0-9]+");

  private final Map<Split, List<Path>> files = new EnumMap<>(Split.class);

  private DataFiles() {
    for (Split split : Split.values()) {
      files.put(split, new ArrayList<>());
    }
  }

  /**
   * Resolves paths.
   *
   * @param paths data to train on
   * @param evalPaths data to evaluate on; a directory gives its validation files
   * @throws BadInputException if a path is absent or a directory has no training file
   */
  static DataFiles resolve(List<Path> paths, List<Path> evalPaths, RowReaders readers) {
    DataFiles resolved = new DataFiles();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        resolved.addDirectory(path, readers);
      } else {
        resolved.addFile(Split.TRAIN, path);
      }
    }
    if (!evalPaths.isEmpty()) {
      resolved.of(Split.VALID).clear();
    }
    for (Path path : evalPaths) {
      if (Files.isDirectory(path)) {
        resolved.of(Split.VALID).addAll(held(path, readers));
      } else {
        resolved.addFile(Split.VALID, path);
      }
    }
    return resolved;
  }

  /** Files of a split, in reading order. */
  List<Path> of(Split split) {
    return files.getOrDefault(split, List.of());
  }

  private void addFile(Split split, Path path) {
    if (!Files.isRegularFile(path)) {
      throw new BadInputException(
          "data must be a file or a directory, but %s does not exist".formatted(path));
    }
    of(split).add(path);
  }

  private void addDirectory(Path directory, RowReaders readers) {
    List<Path> inside = list(directory);
    for (Path file : inside) {
      splitOf(file, readers).ifPresent(split -> of(split).add(file));
    }
    if (of(Split.TRAIN).isEmpty()) {
      throw new BadInputException(
          "a data directory must hold a file named train.* (and perhaps valid.*, test.*), but %s"
                  .formatted(directory)
              + " holds %s".formatted(inside.stream().map(Path::getFileName).limit(10).toList()));
    }
  }

  private static List<Path> held(Path directory, RowReaders readers) {
    DataFiles inside = new DataFiles();
    for (Path file : list(directory)) {
      splitOf(file, readers).ifPresent(split -> inside.of(split).add(file));
    }
    List<Path> valid = inside.of(Split.VALID);
    if (valid.isEmpty()) {
      throw new BadInputException(
          "a directory of evaluation data must hold a file named valid.*, but %s has none"
              .formatted(directory));
    }
    return valid;
  }

  private static Optional<Split> splitOf(Path file, RowReaders readers) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches() || !readers.reads(file)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (name.group(1)) {
          case "train" -> Split.TRAIN;
          case "test" -> Split.TEST;
          default -> Split.VALID;
        });
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> inside = Files.list(directory)) {
      return inside.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new BadInputException("cannot read %s: %s".formatted(directory, e.getMessage()), e);
    }
  }
}
