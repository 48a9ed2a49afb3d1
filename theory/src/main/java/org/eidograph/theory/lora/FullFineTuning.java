// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

/**
 * Training the weights themselves with an Adam-like optimizer: {@code η ∝ 1/n}.
 *
 * @param fanIn n, the median over the trained matrices
 */
public record FullFineTuning(double fanIn) implements TunedTraining {
  public FullFineTuning {
    if (!(fanIn >= 1)) {
      throw new IllegalArgumentException("fan-in must be at least 1, got " + fanIn);
    }
  }

  @Override
  public double law() {
    return 1 / fanIn;
  }

  @Override
  public FullFineTuning withFanIn(double other) {
    return new FullFineTuning(other);
  }

  @Override
  public double smallestWidth() {
    return 1;
  }
}
