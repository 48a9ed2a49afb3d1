// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import org.jspecify.annotations.Nullable;

/** The rows of one open file, first to last; only the current row need be in memory. */
public interface RowStream extends AutoCloseable {
  /**
   * The next row, or null after the last one.
   *
   * @throws org.eidograph.base.BadInputException if the row is malformed, naming file and line
   */
  @Nullable Row next();

  @Override
  void close();
}
