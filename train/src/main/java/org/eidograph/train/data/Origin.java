// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;

/**
 * Where a row stands, so that a message can send the reader there.
 *
 * @param line line number from 1 for text formats, row number from 1 for Parquet
 */
public record Origin(Path file, long line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
