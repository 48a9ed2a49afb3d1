// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.eidograph.base.CheckFailedException;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;

/**
 * How well a widened model agrees with its source on a few fixed tokens.
 *
 * @param type in which both were run
 * @param logitDifference largest absolute difference of logits
 * @param relativeDifference the same relative to their root mean square
 * @param allowed largest relative difference allowed
 * @param copyError largest {@code ‖h↑ − D·h‖/‖h↑‖} of the streams behind embedding and blocks
 */
public record CopyAgreement(
    String type,
    double logitDifference,
    double relativeDifference,
    double allowed,
    double copyError) {

  /**
   * Two directories and what is in them.
   *
   * @param hidden how the hidden size was copied, as the second axis of a stream
   * @param rounded whether weights were changed by more than divisions by powers of two
   */
  record Pair(
      Path source,
      Path wide,
      boolean encoder,
      boolean classifies,
      AxisCopies hidden,
      boolean rounded) {}

  static CopyAgreement require(Pair pair, TensorSource weights, Verification verification) {
    DType stored = onlyType(weights);
    DType type = verification.type();
    try (Scope scope = Scope.open();
        ModelRun before = ModelRun.of(pair.source, type, stored, pair.encoder, pair.classifies);
        ModelRun after = ModelRun.of(pair.wide, type, stored, pair.encoder, pair.classifies)) {
      boolean noHead = pair.encoder && !pair.classifies;
      Tensor expected = noHead ? pair.hidden.apply(before.logits()) : before.logits();
      double difference = expected.maxAbsDifference(after.logits());
      double scale = expected.norm().item() / Math.sqrt((double) expected.numel());
      CopyAgreement agreement =
          new CopyAgreement(
              type.name().toLowerCase(Locale.ROOT),
              difference,
              difference / scale,
              verification.allowed(rounding(stored, pair)),
              copyError(before, after, pair.hidden));
      // also when it is not a number
      if (!(agreement.relativeDifference <= agreement.allowed)) {
        throw new CheckFailedException(
            "the widened model must compute what its source does, but logits differ by %.2e of their size (allowed %.2e); nothing was written"
                .formatted(agreement.relativeDifference, agreement.allowed));
      }
      return agreement;
    }
  }

  private static double copyError(ModelRun before, ModelRun after, AxisCopies hidden) {
    double largest = 0;
    // the last stream may carry the factor of a tied head, and the logits show it
    for (int i = 0; i + 1 < before.streams().size(); i++) {
      Tensor wide = after.streams().get(i);
      Tensor rest = wide.sub(hidden.apply(before.streams().get(i)));
      largest = Math.max(largest, rest.norm().item() / wide.norm().item());
    }
    return largest;
  }

  /** Each weight is rounded once, or not at all. */
  private static double rounding(DType stored, Pair pair) {
    if (!pair.rounded) {
      return 0;
    }
    return switch (stored) {
      case BFLOAT16 -> 0x1p-9;
      case FLOAT16 -> 0x1p-11;
      case FLOAT32 -> 0x1p-24;
      default -> 0x1p-53;
    };
  }

  /** The one type of the matrices, so that they are mapped; else float32. */
  private static DType onlyType(TensorSource weights) {
    Set<DType> types =
        weights.names().stream()
            .map(weights::info)
            .filter(info -> info.shape().length > 1)
            .map(info -> info.dtype())
            .collect(Collectors.toSet());
    return types.size() == 1 ? types.iterator().next() : DType.FLOAT32;
  }
}
