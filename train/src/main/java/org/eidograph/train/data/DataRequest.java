// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.UsageException;

/**
 * What to read.
 *
 * @param paths files or directories to train on, at least one
 * @param evalPaths files or directories to evaluate on; if empty, a directory's validation files
 *     are used, and without them a part of the training rows is held out
 */
public record DataRequest(List<Path> paths, List<Path> evalPaths, DataOptions options) {
  public DataRequest {
    paths = List.copyOf(paths);
    evalPaths = List.copyOf(evalPaths);
    if (paths.isEmpty()) {
      throw new UsageException("training needs data; name a file or a directory with --data");
    }
  }

  /** Everything in one set, nothing held out: for evaluating or scoring data. */
  public static DataRequest whole(List<Path> paths, DataOptions options) {
    return new DataRequest(paths, List.of(), options.withEvalFraction(0, options.seed()));
  }
}
