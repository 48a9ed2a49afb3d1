// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.Locale;
import org.eidograph.base.UsageException;

/**
 * What is compared in a sweep: everything of a training that is neither width, rate nor seed.
 *
 * @param parametrization a label as {@link org.eidograph.transfer.RecipeChoice} takes it
 * @param optimizer likewise
 * @param weightDecay at the base, in PyTorch's convention
 */
public record Arm(String parametrization, String optimizer, double weightDecay) {
  /** The standard parametrization, whose best rate drifts: the negative control. */
  public static final String CONTROL = "sp";

  public Arm {
    if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
      throw new UsageException(
          "the weight decay must be 0 or a positive number, got " + weightDecay);
    }
  }

  /** Whether the parametrization promises that the best rate stays. */
  public boolean expectsTransfer() {
    return !parametrization.toLowerCase(Locale.ROOT).equals(CONTROL);
  }

  /** The same in the standard parametrization. */
  public Arm control() {
    return new Arm(CONTROL, optimizer, weightDecay);
  }

  /** As tables and legends name it; the decay only where there is one. */
  public String label() {
    return weightDecay == 0 ? parametrization : parametrization + ", decay " + weightDecay;
  }
}
