// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * One tensor at its base shape, where the settings were tuned, and at its target shape.
 *
 * <p>Only the axes that its role says grow are compared: a vocabulary that differs between the two
 * models is not width.
 *
 * @param role which axes grow
 * @param base fans at the base shape
 * @param target fans at the target shape
 * @param inBlock whether it stands inside a residual block, so that depth rules apply to it
 */
public record ScaledTensor(TensorRole role, Fans base, Fans target, boolean inBlock) {
  public ScaledTensor {
    if (narrower(role.growsOut(), base.out(), target.out())
        || narrower(role.growsIn(), base.in(), target.in())) {
      throw new IllegalArgumentException(
          "a target must be at least as wide as its base, got a %s tensor of fan-out %d, fan-in %d for a base of %d, %d; exchange base and target or tune at a smaller model"
              .formatted(role, target.out(), target.in(), base.out(), base.in()));
    }
  }

  /** A tensor outside the residual blocks, given by the growth of its axes alone. */
  public static ScaledTensor square(TensorRole role, long baseWidth, long targetWidth) {
    return new ScaledTensor(
        role, new Fans(baseWidth, baseWidth), new Fans(targetWidth, targetWidth), false);
  }

  /** m_out and m_in; 1 on an axis that the role says does not grow. */
  public AxisGrowth growth() {
    return new AxisGrowth(
        role.growsOut() ? (double) target.out() / base.out() : 1,
        role.growsIn() ? (double) target.in() / base.in() : 1);
  }

  /** The same tensor in another role, as a tied head asks for. */
  public ScaledTensor as(TensorRole other) {
    return new ScaledTensor(other, base, target, inBlock);
  }

  private static boolean narrower(boolean grows, long base, long target) {
    return grows && target < base;
  }
}
