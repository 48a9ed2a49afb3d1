// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.torch.DType;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning run that changes the weights themselves, resolved and immutable.
 *
 * @param run what a run with adapters takes too; its adapters are not used, and the type of its
 *     base is that of matrix products, since trained weights and their moments are float32
 * @param plan file of rules for each tensor, in place of one learning rate; null for none
 */
public record FullFineTuneRequest(FineTuneRequest run, @Nullable Path plan) {
  /**
   * Checks that the rates are given once.
   *
   * @throws UsageException if both a plan and a rate or decay are given, if one of these is no
   *     usable number, or if products would be in another type than float32 or bfloat16
   */
  public FullFineTuneRequest {
    DType products = run.model().type();
    if (products != DType.FLOAT32 && products != DType.BFLOAT16) {
      throw new UsageException("products are computed in FLOAT32 or BFLOAT16, got " + products);
    }
    FineTuneRequest.Rates rates = run.rates();
    Double rate = rates.learningRate();
    if (rate != null && !(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new UsageException(
          "the learning rate must be a positive number, or 0 to change nothing, got " + rate);
    }
    if (rates.weightDecay() == Double.POSITIVE_INFINITY) {
      throw new UsageException("weight decay must be finite, got " + rates.weightDecay());
    }
    if (plan != null && rate != null) {
      throw new UsageException(
          "the rates are given once, by --plan or by --learning-rate, got both; leave --learning-rate out, or the plan");
    }
    if (plan != null && rates.weightDecay() != 0) {
      throw new UsageException(
          "a plan gives each tensor its weight decay, got --weight-decay %s beside it; leave --weight-decay out, or the plan"
              .formatted(rates.weightDecay()));
    }
  }
}
