// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.study;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.study.Measured;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.CorrelationMap;
import org.eidograph.theory.signal.CorrelationRate;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.SignalPhase;

/** How fast correlations converge: iterated maps at infinite width, no random numbers. */
public final class CorrelationStudy {
  private static final double START = 0.5;

  private CorrelationStudy() {}

  /** The numbers of the claims. */
  public static Map<String, Measured> run() {
    Map<String, Measured> measured = new LinkedHashMap<>();
    CorrelationMap ordered = ordered();
    measured.put("I1-ordered", Measured.exactly(perLayer(ordered, 5, 15)));
    CorrelationMap relu = edge(Activation.relu(), 0).correlationMap();
    CorrelationMap tanh = edge(Smooth.TANH, 0.2).correlationMap();
    measured.put("I1-relu-power", Measured.exactly(power(relu, 10_000, 100_000)));
    measured.put("I1-relu-constant", Measured.exactly(at(relu, 100_000) * 1e10));
    measured.put("I1-tanh-power", Measured.exactly(power(tanh, 10_000, 100_000)));
    measured.put("I1-tanh-constant", Measured.exactly(at(tanh, 100_000) * 1e5));
    measured.put("I2-beta", Measured.exactly(beta(0.05) / beta(0.5)));
    measured.put("I2-identity", Measured.exactly(distance(0.05) / distance(0.5)));
    measured.put("I2-smooth", Measured.exactly(at(tanh, 200) / at(relu, 200)));
    return measured;
  }

  private static EdgePoint edge(Activation phi, double sigmaB) {
    return EdgeOfChaos.point(phi, sigmaB);
  }

  private static CorrelationMap ordered() {
    Initialization init = new Initialization(1, 1);
    return CorrelationMap.of(Smooth.TANH, init, SignalPhase.of(Smooth.TANH, init, 1).variance());
  }

  private static double at(CorrelationMap map, int layers) {
    return map.gammaAfter(START, layers);
  }

  /** Change of ln γ in a layer. */
  private static double perLayer(CorrelationMap map, int from, int to) {
    return Math.log(at(map, to) / at(map, from)) / (to - from);
  }

  /** Power of the layer with which γ goes. */
  private static double power(CorrelationMap map, int from, int to) {
    return Math.log(at(map, to) / at(map, from)) / Math.log((double) to / from);
  }

  private static double beta(double sigmaB) {
    CorrelationRate rate = edge(Smooth.TANH, sigmaB).rate();
    return rate.gammaAfter(1);
  }

  /** sup |f(c) − c|. */
  private static double distance(double sigmaB) {
    CorrelationMap map = edge(Smooth.TANH, sigmaB).correlationMap();
    double largest = 0;
    for (double c = -1; c <= 1; c += 1.0 / 128) { // exact in binary, so c ends at 1
      largest = Math.max(largest, Math.abs(map.correlation(c) - c));
    }
    return largest;
  }
}
