// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.Set;

/**
 * A file format that yields rows. Implementations are found with {@link java.util.ServiceLoader},
 * so a format with a heavy library can live in a module of its own.
 */
public interface RowReader {
  /** File name endings it reads, lower case, without the dot. */
  Set<String> extensions();

  /**
   * Opens a file.
   *
   * @throws org.eidograph.base.BadInputException if it cannot be read as this format
   */
  RowStream open(Path file);

  /**
   * Whether a file is one document whose rows are its consecutive pieces, to be cut into windows,
   * rather than a table of separate examples.
   */
  default boolean isDocument() {
    return false;
  }
}
