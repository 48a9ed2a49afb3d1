// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/**
 * A point where an activation or one of its first two derivatives jumps; quadrature must not step
 * over it.
 *
 * @param at where
 * @param valueJump φ(at+) − φ(at−), 0 for a continuous activation
 * @param slopeJump φ'(at+) − φ'(at−), 0 where only the second derivative jumps
 */
public record Kink(double at, double valueJump, double slopeJump) {
  public Kink {
    Domain.finite("the place of a kink", at);
    Domain.finite("the value jump of a kink", valueJump);
    Domain.finite("the slope jump of a kink", slopeJump);
  }

  /** A corner: the value is continuous, the slope jumps. */
  public static Kink corner(double at, double slopeJump) {
    return new Kink(at, 0, slopeJump);
  }

  /** A place where value and slope are continuous and the second derivative jumps. */
  public static Kink bend(double at) {
    return new Kink(at, 0, 0);
  }
}
