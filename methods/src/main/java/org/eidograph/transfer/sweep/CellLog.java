// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Finished cells by key, kept in a file of one JSON line each as soon as they are there, so that a
 * sweep that is interrupted loses the running cells alone. Safe for use by several threads.
 */
public final class CellLog {
  private final @Nullable Path file;
  private final Map<String, CellResult> finished = new HashMap<>();

  private CellLog(@Nullable Path file) {
    this.file = file;
  }

  /** A log that is forgotten with this object. */
  public static CellLog inMemory() {
    return new CellLog(null);
  }

  /**
   * A log in a file, with the cells that an earlier sweep left there.
   *
   * <p>A last line without its line feed is what a killed process leaves; its cell runs again.
   *
   * @throws BadInputException if another line is no cell
   */
  public static CellLog open(Path file) {
    CellLog log = new CellLog(file);
    if (Files.isRegularFile(file)) {
      log.read(file);
    }
    return log;
  }

  private void read(Path from) {
    String text;
    try {
      text = Files.readString(from);
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(from, e.getMessage()), e);
    }
    int end = text.lastIndexOf('\n') + 1;
    int number = 0;
    for (String line : text.substring(0, end).split("\n")) {
      number++;
      if (!line.isBlank()) {
        add(result(line, "%s, line %d".formatted(from, number)));
      }
    }
    if (end < text.length()) {
      AtomicFiles.writeString(from, text.substring(0, end));
    }
  }

  private static CellResult result(String line, String origin) {
    try {
      return Json.mapper().treeToValue(Json.parse(line, origin), CellResult.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s must hold a finished cell, but %s; remove the line, its cell then runs again"
              .formatted(origin, e.getOriginalMessage()),
          e);
    }
  }

  private void add(CellResult result) {
    finished.put(result.key(), result);
  }

  /** The result of an earlier run of a cell, or null. */
  public synchronized @Nullable CellResult find(String key) {
    return finished.get(key);
  }

  /**
   * Keeps a result; it has left the process when this returns.
   *
   * @throws org.eidograph.base.OutOfResourcesException if the disk refuses it
   */
  public synchronized void append(CellResult result) {
    add(result);
    if (file == null) {
      return;
    }
    try {
      Files.write(
          file,
          (Json.line(result) + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    }
  }
}
