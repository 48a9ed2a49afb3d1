// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement.study;

import java.util.Map;
import org.eidograph.placement.FeatureNorms;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensors;

/** The zero point of the score: random inputs through a random weight score one. */
public final class NoiseStudy {
  private static final int[] WIDTHS = {512, 1024};
  private static final int INPUTS = 256;

  private NoiseStudy() {}

  /** The largest distance of a score from one over widths and seeds; claim P1-noise. */
  public static Map<String, Measured> run(StudyPlan plan) {
    double largest = 0;
    for (int width : WIDTHS) {
      for (long seed : Seeds.USUAL.of(plan)) {
        largest = Math.max(largest, Math.abs(score(width, seed) - 1));
      }
    }
    return Map.of("P1-noise", Measured.exactly(largest));
  }

  private static double score(int width, long seed) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(seed, "noise " + width)) {
      return FeatureNorms.score(
          Tensors.normal(random, width, width), Tensors.normal(random, INPUTS, width));
    }
  }
}
