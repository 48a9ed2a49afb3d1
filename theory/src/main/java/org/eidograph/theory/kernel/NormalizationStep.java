// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import org.eidograph.theory.kernel.KernelLayer.Normalization;
import org.jspecify.annotations.Nullable;

/** Division by the root mean square, after subtraction of the mean where there is one. */
final class NormalizationStep {
  private NormalizationStep() {}

  static void advance(Normalization layer, Lanes lanes) {
    Lanes.@Nullable Means means = lanes.means;
    if (layer.kind() == Normalization.Kind.LAYER && means != null) {
      subtract(means, lanes);
      lanes.means = null;
    }
    for (int i = 0; i < lanes.size; i++) {
      double first = lanes.q1[i] + layer.epsilon();
      double second = lanes.q2[i] + layer.epsilon();
      if (first == 0 || second == 0) {
        throw new IllegalArgumentException(
            "a normalised input must not be zero, got variances %s and %s; drop the zero row or give epsilon"
                .formatted(lanes.q1[i], lanes.q2[i]));
      }
      lanes.ntk[i] /= Math.sqrt(first * second);
      lanes.q1[i] /= first;
      lanes.q2[i] /= second;
    }
  }

  /** Σ ← Σ − m·m', in terms of γ: {@code √(v1v2)·γ' = √(q1q2)·γ − gap} with v = q − m². */
  private static void subtract(Lanes.Means means, Lanes lanes) {
    for (int i = 0; i < lanes.size; i++) {
      double m1 = means.first()[i];
      double m2 = means.second()[i];
      double v1 = lanes.q1[i] - m1 * m1;
      double v2 = lanes.q2[i] - m2 * m2;
      double before = Math.sqrt(lanes.q1[i] * lanes.q2[i]);
      double after = Math.sqrt(v1 * v2);
      double spread = Math.sqrt(v1) * m2 - Math.sqrt(v2) * m1;
      double gap = spread * spread / (before + after + m1 * m2);
      lanes.gamma[i] = Math.max(0, (before * lanes.gamma[i] - gap) / after);
      lanes.q1[i] = v1;
      lanes.q2[i] = v2;
    }
  }
}
