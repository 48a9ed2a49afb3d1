// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.train.ClassificationEvaluator;
import org.eidograph.train.TrainResult;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave.
 *
 * @param adapterDirectory a PEFT directory, pooler and output projection included
 * @param labels name of each class
 * @param before held-out texts before the first step; null without any
 * @param after held-out texts by the result; null without any
 */
public record ClassificationResult(
    TrainResult training,
    Path adapterDirectory,
    List<String> labels,
    ClassificationEvaluator.@Nullable Result before,
    ClassificationEvaluator.@Nullable Result after) {
  public ClassificationResult {
    labels = List.copyOf(labels);
  }
}
