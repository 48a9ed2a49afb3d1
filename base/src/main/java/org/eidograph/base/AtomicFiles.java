// Licensed under the Apache License, Version 2.0.
package org.eidograph.base;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Files that appear whole or not at all: written beside their place, forced to disk, renamed.
 *
 * <p>A process killed at any moment, or a full disk, leaves the previous file as it was.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Fills an open stream; the file appears only when this returns normally. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code file}, replacing an older one in one step.
   *
   * @throws OutOfResourcesException if the disk is full or refuses the write; the older file stays
   */
  public static void write(Path file, Body body) {
    Path beside = file.resolveSibling("." + file.getFileName() + ".partial");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (OutputStream out = Files.newOutputStream(beside)) {
        body.writeTo(out);
      }
      publish(beside, file);
    } catch (IOException e) {
      deleteQuietly(beside);
      throw refusal(file, e);
    }
  }

  /** Writes text as UTF-8 with the given line ends. */
  public static void writeString(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Makes a finished file or directory visible under its name, in one step.
   *
   * @param finished complete, on the same file system as {@code target}
   */
  public static void publish(Path finished, Path target) throws IOException {
    if (Files.isRegularFile(finished)) {
      force(finished);
    }
    Files.move(
        finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes a directory with all it holds; nothing happens if it is absent. */
  public static void deleteRecursively(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The error a user sees when a write was refused, with the file system's own reason. */
  public static OutOfResourcesException refusal(Path file, IOException cause) {
    String reason =
        cause instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : String.valueOf(cause.getMessage());
    return new OutOfResourcesException(
        "cannot write %s: %s; free some space or choose another place, what was there is unchanged"
            .formatted(file, reason),
        cause);
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // the write already failed and is being reported; a left-over partial file is harmless
    }
  }
}
