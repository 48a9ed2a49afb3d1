// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.util.Arrays;
import org.eidograph.torch.Tensor;

/**
 * How one axis of a stored tensor is copied: it is cut into blocks, and each block is repeated.
 *
 * <p>One block is tiling, {@code [a b] → [a b a b]}. Several keep things together that share an
 * axis: queries, keys and values of a packed projection, or the query heads of one key and value
 * head that is not copied itself.
 *
 * @param axis of the stored tensor
 * @param copies k, at least 1
 * @param blocks dividing the axis
 */
record AxisCopies(int axis, int copies, long blocks) {
  /** The stored shape afterwards. */
  long[] shape(long... shape) {
    long[] wide = shape.clone();
    wide[axis] = Math.multiplyExact(wide[axis], (long) copies);
    return wide;
  }

  /** Copies; the result is new and contiguous. */
  Tensor apply(Tensor x) {
    long before = product(x.shape(), 0, axis) * blocks;
    long behind = x.numel() / before;
    return x.reshape(before, 1, behind)
        .expand(before, copies, behind)
        .copy()
        .reshape(shape(x.shape()));
  }

  /** A widened tensor as (rows, k, rest): the k copies of each block's entries side by side. */
  Tensor copiesOf(Tensor wide) {
    long before = product(wide.shape(), 0, axis) * blocks;
    return wide.reshape(before, copies, wide.numel() / before / copies);
  }

  private static long product(long[] shape, int from, int to) {
    return Arrays.stream(shape, from, to).reduce(1, Math::multiplyExact);
  }
}
