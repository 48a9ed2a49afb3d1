// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** How a covariance map E[φ(u)φ(v)] was found. */
public enum DualRule {
  /** An elementary formula; exact but for rounding. */
  CLOSED,
  /** Q3: one integral over a closed conditional mean, tabulated over the angle. */
  CONDITIONAL,
  /** Q4: Hermite series in the correlation; for smooth functions at moderate variance. */
  HERMITE,
  /** Fourier series in the angle; for smooth functions at large variance. */
  POLAR,
  /** Two nested one-dimensional rules that respect kinks, tabulated over the angle. */
  NESTED
}
