// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary positions: turns pairs (i, i + d/2) of the last dimension by a token's angles.
 *
 * <pre>
 * y₁ = x₁·cos − x₂·sin     y₂ = x₂·cos + x₁·sin
 * </pre>
 *
 * The inverse has the sine negated and is also the gradient.
 */
public final class Rotation {
  private Rotation() {}

  /**
   * The angles of every token.
   *
   * @param cos (N, 1, d), both halves alike
   * @param signedSin (N, 1, d): minus the sine in the first half, the sine in the second
   */
  public record Angles(Tensor cos, Tensor signedSin) {}

  /**
   * Rotates; takes part in autograd.
   *
   * @param x (N, H, d)
   */
  public static Tensor of(Tensor x, Angles angles) {
    long half = x.size(-1) / 2;
    Tensor swapped = Tensors.cat(List.of(x.narrow(-1, half, half), x.narrow(-1, 0, half)), -1);
    return x.mul(angles.cos).add(swapped.mul(angles.signedSin));
  }

  /** Rotates into {@code target}, which may be a view but not of x; without a graph. */
  public static Tensor into(Tensor target, Tensor x, Angles angles) {
    return turn(target, x, angles, 1);
  }

  /** Rotates back into {@code target}, which may be a view but not of x; without a graph. */
  public static Tensor backInto(Tensor target, Tensor x, Angles angles) {
    return turn(target, x, angles, -1);
  }

  private static Tensor turn(Tensor target, Tensor x, Angles angles, double direction) {
    long half = x.size(-1) / 2;
    torch.mul_out(target.raw, x.raw, angles.cos.raw);
    for (int side = 0; side < 2; side++) {
      long here = side * half;
      Tensor other = x.narrow(-1, half - here, half);
      Tensor sin = angles.signedSin.narrow(-1, here, half);
      target.narrow(-1, here, half).raw.addcmul_(other.raw, sin.raw, new Scalar(direction));
    }
    return target;
  }
}
