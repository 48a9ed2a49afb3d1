// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.Course;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;
import org.eidograph.transfer.TransferRequest;

/**
 * A training of all parameters, resolved and immutable.
 *
 * @param start where the weights come from
 * @param data texts
 * @param rules starts and rates of every tensor
 * @param course steps, batches, schedule
 * @param output how the result is stored and shown
 */
public record PretrainRequest(
    Start start,
    FineTuneRequest.Data data,
    TransferRequest rules,
    Course course,
    FineTuneRequest.Output output) {
  /**
   * Where the weights come from.
   *
   * @param directory with config.json and tokenizer.json, and weights to go on from unless fresh
   * @param name shown in the report
   * @param fresh whether weights are drawn
   * @param computeType of matrix products, float32 or bfloat16; weights and moments are float32
   */
  public record Start(
      Path directory, String name, boolean fresh, DType computeType, Device device) {
    public Start {
      if (computeType != DType.FLOAT32 && computeType != DType.BFLOAT16) {
        throw new UsageException(
            "products are computed in FLOAT32 or BFLOAT16, got " + computeType);
      }
    }
  }

  /** Texts of which every token is learned, longer ones cut into several sequences. */
  public static FineTuneRequest.Data texts(
      List<Path> paths,
      List<Path> evalPaths,
      int maxLength,
      FieldMapping fields,
      double evalFraction) {
    return new FineTuneRequest.Data(
        paths, evalPaths, maxLength, TrainOn.ALL, Overflow.SPLIT, fields, evalFraction);
  }
}
