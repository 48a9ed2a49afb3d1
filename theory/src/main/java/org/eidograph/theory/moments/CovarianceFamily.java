// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All covariance maps of one activation, each made once.
 *
 * <p>A map at (q1, q2) costs milliseconds where a series or a table is behind it; a kernel over
 * many inputs asks for the same variances again and again, and for a grid of them needs only one
 * expansion per variance. May be shared between threads; forgets everything when it holds too much.
 */
public final class CovarianceFamily {
  /** About 10 MB of series. */
  private static final int MOST = 2048;

  /** One a variance, where maps are one a pair: 32 norms through 256 layers, about 16 MB. */
  private static final int MOST_VARIANCES = 8192;

  /** Angles of all polar expansions together, 7 to 17 kB each: 170 to 400 MB. */
  private static final int MOST_ANGLES = 24_576;

  private final Activation phi;
  private final Map<Variances, CovarianceMap> maps = new ConcurrentHashMap<>();
  private final Map<Double, HermiteMap.Expansion> expansions = new ConcurrentHashMap<>();
  private final Map<Double, Double> secondMoments = new ConcurrentHashMap<>();

  private final Map<Resolved, PolarExpansion> polars = new ConcurrentHashMap<>();

  private record Variances(double q1, double q2) {}

  /** A variance and its resolution, no angles and no radii for what it needs itself. */
  private record Resolved(double q, int angles, @Nullable PanelRule radii) {}

  /** The maps of this activation. */
  public CovarianceFamily(Activation phi) {
    this.phi = phi;
  }

  /** The activation. */
  public Activation phi() {
    return phi;
  }

  /** The map at variances q1 and q2, rule chosen by kind and variance. */
  public CovarianceMap map(double q1, double q2) {
    Domain.positive("variance q1", q1);
    Domain.positive("variance q2", q2);
    if (phi instanceof ClosedForm closed) {
      return new ClosedMap(closed, q1, q2);
    }
    return cached(MOST, maps, new Variances(q1, q2), key -> make(key.q1(), key.q2()));
  }

  private CovarianceMap make(double q1, double q2) {
    if (phi instanceof Segmented pieces) {
      return ConditionalRule.of(pieces, q1, q2);
    }
    if (!phi.kinks().isEmpty()) {
      return ConditionalRule.nested(phi, q1, q2);
    }
    HermiteMap series = HermiteMap.of(expansion(q1), expansion(q2));
    return series.errorEstimate() <= HermiteMap.ACCEPTED ? series : polar(q1, q2);
  }

  /** The map of rule POLAR; the larger variance needs more angles and sets them for both. */
  AngularMap polar(double q1, double q2) {
    PolarExpansion larger = polarExpansion(Math.max(q1, q2));
    if (q1 == q2) {
      return PolarRule.of(phi, larger, larger);
    }
    PolarExpansion smaller = polarExpansion(Math.min(q1, q2));
    if (smaller.angles() != larger.angles() || smaller.radii() != larger.radii()) {
      Resolved key = new Resolved(smaller.q(), larger.angles(), larger.radii());
      smaller = cached(MOST, polars, key, finer -> larger.at(phi, finer.q()));
    }
    return q1 < q2 ? PolarRule.of(phi, smaller, larger) : PolarRule.of(phi, larger, smaller);
  }

  private PolarExpansion polarExpansion(double q) {
    if (polars.values().stream().mapToInt(PolarExpansion::angles).sum() > MOST_ANGLES) {
      polars.clear();
    }
    return cached(MOST, polars, new Resolved(q, 0, null), key -> PolarExpansion.of(phi, q));
  }

  private HermiteMap.Expansion expansion(double q) {
    return cached(
        MOST_VARIANCES, expansions, q, variance -> HermiteMap.Expansion.of(phi, variance));
  }

  /** E[φ(√q Z)²]. */
  public double secondMoment(double q) {
    return phi instanceof ClosedForm
        ? GaussianMoments.secondMoment(phi, q)
        : cached(
            MOST_VARIANCES,
            secondMoments,
            q,
            variance -> GaussianMoments.secondMoment(phi, variance));
  }

  private static <K, V> V cached(int most, Map<K, V> cache, K key, Function<K, V> maker) {
    if (cache.size() >= most) {
      cache.clear();
    }
    // Made outside the map's lock: one maker may take a second.
    V known = cache.get(key);
    if (known != null) {
      return known;
    }
    V made = maker.apply(key);
    cache.put(key, made);
    return made;
  }
}
