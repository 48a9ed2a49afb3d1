// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import org.eidograph.theory.scaling.AxisGrowth;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.torch.Tensor;

/**
 * One tensor of the source and how it is widened.
 *
 * @param source what it is there
 * @param out how its output axis is copied
 * @param in how its input axis is copied; of a vector, not at all
 * @param folded whether it takes over the factor 1/k of a tied head's logits
 * @param queryFactor what queries are multiplied by where heads grow in size; else 1. Of a packed
 *     projection its first part alone is
 */
public record WidenedTensor(
    TensorDescription source, Copies out, Copies in, boolean folded, double queryFactor) {

  /**
   * How often an axis is copied and in how many blocks.
   *
   * @param factor k, 1 for an axis that stays
   * @param blocks see {@link WideShape#blocks}
   */
  public record Copies(int factor, long blocks) {}

  /** k_out and k_in. */
  public AxisGrowth growth() {
    return new AxisGrowth(out.factor(), in.factor());
  }

  /** Which of its axes grow here. */
  public TensorRole role() {
    boolean growsOut = out.factor() > 1;
    boolean growsIn = in.factor() > 1;
    return switch (source.kind()) {
      case LOOKUP -> TensorRole.EMBEDDING;
      case GAIN, BIAS -> growsOut ? TensorRole.VECTOR : TensorRole.FIXED;
      case MATRIX ->
          growsOut
              ? growsIn ? TensorRole.HIDDEN : TensorRole.EMBEDDING
              : growsIn ? TensorRole.READOUT : TensorRole.FIXED;
    };
  }

  /** What really trains it under an optimizer. */
  public OptimizerKind trainedBy(OptimizerKind optimizer) {
    return optimizer.forRole(role());
  }

  /**
   * Factors of weight, moments and settings relative to the source; of a packed projection those of
   * its keys and values, since a tensor has one rate.
   */
  public WideningRule rule(OptimizerKind optimizer) {
    OptimizerKind own = trainedBy(optimizer);
    WideningRule rule =
        folded ? WideningRule.foldedGain(out.factor(), own) : WideningRule.of(growth(), own);
    return queryFactor == 1 || packed() ? rule : rule.regauge(1 / queryFactor, own);
  }

  /** Whether one part of it has a factor that the others have not. */
  boolean mixed() {
    return queryFactor != 1 && packed();
  }

  private boolean packed() {
    return source.parts() > 1;
  }

  /** The stored shape afterwards. */
  public long[] shape() {
    return inCopies().shape(outCopies().shape(source.storedShape()));
  }

  /**
   * Copies both axes and multiplies.
   *
   * @param stored in the source's shape, float32 or float64
   * @param factor of the values, for example {@link WideningRule#value}
   * @param power of the factor that the queries of a packed projection have beside it: 1 for a
   *     weight, -1 for its first moment and -2 for its second one
   * @return owned by the caller's scope
   */
  public Tensor widen(Tensor stored, double factor, int power) {
    Tensor scaled = factor == 1 ? stored : stored.mul(factor);
    Tensor wide = inCopies().apply(outCopies().apply(scaled));
    if (mixed()) {
      long queries = wide.size(outAxis()) / source.parts();
      wide.narrow(outAxis(), 0, queries).mulInPlace(Math.pow(queryFactor, power));
    }
    return wide;
  }

  AxisCopies outCopies() {
    return new AxisCopies(outAxis(), out.factor(), out.blocks());
  }

  /** Of a vector the same axis, once. */
  AxisCopies inCopies() {
    return vector()
        ? new AxisCopies(0, 1, 1)
        : new AxisCopies(1 - outAxis(), in.factor(), in.blocks());
  }

  private int outAxis() {
    return source.kind() == TensorKind.LOOKUP || source.transposed() ? 1 : 0;
  }

  boolean vector() {
    return source.kind() == TensorKind.GAIN || source.kind() == TensorKind.BIAS;
  }
}
