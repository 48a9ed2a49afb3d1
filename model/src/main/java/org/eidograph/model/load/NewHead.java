// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.util.List;
import org.eidograph.base.BadInputException;

/**
 * The classes a loaded encoder is to tell apart.
 *
 * @param labels name of each class, at least two, all different
 * @param seed of the parts of the head that the checkpoint lacks
 */
public record NewHead(List<String> labels, long seed) {
  public NewHead {
    labels = List.copyOf(labels);
    if (labels.size() < 2 || labels.stream().distinct().count() < labels.size()) {
      throw new BadInputException(
          "a classifier needs at least two different labels, got " + labels);
    }
  }
}
