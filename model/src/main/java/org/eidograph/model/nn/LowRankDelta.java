// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.List;
import java.util.stream.Stream;
import org.eidograph.model.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * A trainable low-rank change of a frozen linear map: {@code y += s·(B·A·dropout(x) + b_B)}.
 *
 * @param a down-projection A, (r, in)
 * @param b up-projection B, (out, r)
 * @param bias b_B, (out), or null; scaled by s as PEFT does
 * @param scale s
 * @param dropout probability of dropping an element of x, in [0, 1)
 */
public record LowRankDelta(
    Parameter a, Parameter b, @Nullable Parameter bias, double scale, double dropout) {
  /** Rank r. */
  public int rank() {
    return Math.toIntExact(a.value().size(0));
  }

  /** Its parameters: A, B and the bias if there is one. */
  public List<Parameter> parameters() {
    return bias == null ? List.of(a, b) : Stream.of(a, b, bias).toList();
  }
}
