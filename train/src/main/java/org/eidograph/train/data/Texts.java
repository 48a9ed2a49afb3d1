// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The bare texts of data files, for what is learned from text without a model. */
public final class Texts {
  private Texts() {}

  /**
   * Hands out text after text, in file order; only one is in memory. A long plain-text file comes
   * in several pieces.
   *
   * @param paths files, or directories of which the training files count
   * @throws org.eidograph.base.BadInputException if a path is absent, a file cannot be read, or a
   *     row has no text
   */
  public static void each(List<Path> paths, FieldMapping fields, Consumer<String> text) {
    RowReaders readers = RowReaders.installed();
    for (Path file : DataFiles.resolve(paths, List.of(), readers).of(Split.TRAIN)) {
      try (RowStream rows = readers.forFile(file).open(file)) {
        for (Row row = rows.next(); row != null; row = rows.next()) {
          text.accept(Rows.string(fields.apply(row), "text"));
        }
      }
    }
  }
}
