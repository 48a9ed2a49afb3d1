// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * All covariance maps of one activation, each made once.
 *
 * <p>A map at (q1, q2) costs milliseconds where a series or a table is behind it; a kernel over
 * many inputs asks for the same variances again and again, and for a grid of them needs only one
 * Hermite expansion per variance. May be shared between threads; forgets everything when it holds
 * too much.
 */
public final class CovarianceFamily {
  /** About 10 MB of series. */
  private static final int MOST = 2048;

  private final Activation phi;
  private final Map<Variances, CovarianceMap> maps = new ConcurrentHashMap<>();
  private final Map<Double, HermiteMap.Expansion> expansions = new ConcurrentHashMap<>();

  private record Variances(double q1, double q2) {}

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
    return cached(maps, new Variances(q1, q2), key -> make(key.q1(), key.q2()));
  }

  private CovarianceMap make(double q1, double q2) {
    if (phi instanceof Segmented pieces) {
      return ConditionalRule.of(pieces, q1, q2);
    }
    if (!phi.kinks().isEmpty()) {
      return ConditionalRule.nested(phi, q1, q2);
    }
    HermiteMap series = HermiteMap.of(expansion(q1), expansion(q2));
    return series.errorEstimate() <= HermiteMap.ACCEPTED ? series : PolarRule.of(phi, q1, q2);
  }

  private HermiteMap.Expansion expansion(double q) {
    return cached(expansions, q, variance -> HermiteMap.Expansion.of(phi, variance));
  }

  private static <K, V> V cached(Map<K, V> cache, K key, Function<K, V> maker) {
    if (cache.size() >= MOST) {
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
