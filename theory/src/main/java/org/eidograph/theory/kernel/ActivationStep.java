// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.function.Function;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.CovarianceFamily;
import org.eidograph.theory.moments.CovarianceMap;
import org.eidograph.theory.moments.GaussianMoments;
import org.jspecify.annotations.Nullable;

/**
 * {@code Σ ← T(Σ), K ← Ṫ(Σ)·K} for any activation.
 *
 * <p>A covariance map is made once for each run of lanes with the same two variances, and kept for
 * the next layer: at a fixed point of the variance one map serves the whole depth.
 */
final class ActivationStep {
  private final Function<Activation, CovarianceFamily> families;
  private @Nullable Prepared last;

  /** Steps whose maps come from the given families, which outlive this step. */
  ActivationStep(Function<Activation, CovarianceFamily> families) {
    this.families = families;
  }

  /** What depends on the activation and the two variances only. */
  private record Prepared(
      Activation phi, double q1, double q2, CovarianceMap map, double second1, double second2) {
    static Prepared of(CovarianceFamily family, double q1, double q2) {
      Activation phi = family.phi();
      if (q1 == 0 || q2 == 0) {
        throw new IllegalArgumentException(
            "an input of %s must have positive variance, got %s and %s; drop zero rows or give sigmaB"
                .formatted(phi.label(), q1, q2));
      }
      double second = family.secondMoment(q1);
      return new Prepared(
          phi, q1, q2, family.map(q1, q2), second, q1 == q2 ? second : family.secondMoment(q2));
    }

    boolean serves(Activation other, double first, double second) {
      return q1 == first && q2 == second && phi.equals(other);
    }

    /** √(T11·T22). */
    double root() {
      return Math.sqrt(second1 * second2);
    }

    /** √(T11·T22) − T(γ = 0), zero at equal variances. */
    double gap() {
      return q1 == q2 ? 0 : Math.max(0, root() - map.covariance(0));
    }
  }

  void advance(Activation phi, Lanes lanes) {
    if (lanes.tracksMeans) {
      lanes.means = new Lanes.Means(new double[lanes.size], new double[lanes.size]);
    }
    int from = 0;
    while (from < lanes.size) {
      int to = endOfRun(lanes, from);
      advance(prepare(phi, lanes.q1[from], lanes.q2[from]), lanes, from, to);
      from = to;
    }
  }

  private Prepared prepare(Activation phi, double q1, double q2) {
    Prepared known = last;
    if (known != null && known.serves(phi, q1, q2)) {
      return known;
    }
    Prepared made = Prepared.of(families.apply(phi), q1, q2);
    last = made;
    return made;
  }

  private static int endOfRun(Lanes lanes, int from) {
    int to = from + 1;
    while (to < lanes.size && lanes.q1[to] == lanes.q1[from] && lanes.q2[to] == lanes.q2[from]) {
      to++;
    }
    return to;
  }

  private static void advance(Prepared prepared, Lanes lanes, int from, int to) {
    double gap = prepared.gap();
    double root = prepared.root();
    double[] derivatives = new double[to - from];
    double[] drops = new double[to - from];
    prepared.map().evaluate(Arrays.copyOfRange(lanes.gamma, from, to), derivatives, drops);
    for (int i = from; i < to; i++) {
      lanes.ntk[i] *= derivatives[i - from];
      lanes.gamma[i] = (gap + drops[i - from]) / root;
      lanes.q1[i] = prepared.second1();
      lanes.q2[i] = prepared.second2();
    }
    Lanes.@Nullable Means means = lanes.means;
    if (lanes.tracksMeans && means != null) {
      Arrays.fill(means.first(), from, to, GaussianMoments.mean(prepared.phi(), prepared.q1()));
      Arrays.fill(means.second(), from, to, GaussianMoments.mean(prepared.phi(), prepared.q2()));
    }
  }
}
