// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.AtomicFiles;

/** A new directory for the checkpoints of a study, gone when closed. */
record StudyDirectory(Path path) implements AutoCloseable {
  static StudyDirectory open() {
    try {
      return new StudyDirectory(Files.createTempDirectory("eidograph-widen"));
    } catch (IOException e) {
      throw AtomicFiles.refusal(Path.of(System.getProperty("java.io.tmpdir", "")), e);
    }
  }

  /** A new directory in it. */
  Path create(String name) {
    Path directory = path.resolve(name);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw AtomicFiles.refusal(directory, e);
    }
  }

  @Override
  public void close() {
    try {
      AtomicFiles.deleteRecursively(path);
    } catch (IOException e) {
      throw AtomicFiles.refusal(path, e);
    }
  }
}
