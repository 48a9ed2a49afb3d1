// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.alignment.study;

import java.util.List;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.LayerShare;

/**
 * Where forward loss and backward retention balance in a ReLU network on the edge of chaos, inputs
 * at cosine 0.2.
 */
public final class BalanceStudy {
  private static final double GAMMA = 0.8;
  private static final List<Integer> DEPTHS = List.of(50, 200, 1000);

  /** l* at these depths by a recursion in NumPy. */
  private static final List<Integer> LAYERS = List.of(16, 44, 125);

  private static final int DEPTH = 200;
  private static final List<Integer> PLACES = List.of(50, 100, 150);

  /** B_l at these layers of the network of depth 200, by the same recursion. */
  private static final List<Double> RETAINED = List.of(0.02228, 0.14255, 0.44171);

  private BalanceStudy() {}

  /** What one depth gives: both curves and where they cross. */
  public static LayerShare share(int depth) {
    return LayerShare.of(EdgeOfChaos.point(Activation.relu(), 0).correlationMap(), GAMMA, depth);
  }

  /** Largest distance of l* from the known layers, in layers. */
  public static int layerDistance() {
    int largest = 0;
    for (int i = 0; i < DEPTHS.size(); i++) {
      largest = Math.max(largest, Math.abs(share(DEPTHS.get(i)).balance() - LAYERS.get(i)));
    }
    return largest;
  }

  /** Largest distance of B_l from the known values. */
  public static double retentionDistance() {
    double[] retention = share(DEPTH).backwardRetention();
    double largest = 0;
    for (int i = 0; i < PLACES.size(); i++) {
      largest = Math.max(largest, Math.abs(retention[PLACES.get(i) - 1] - RETAINED.get(i)));
    }
    return largest;
  }
}
