// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.kernel.FiniteKernelSimulation;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;

/** Points of the edge of chaos, and networks drawn there. */
public final class EdgeStudy {
  /** Each is the mean over so many networks. */
  private static final int TRIALS = 20;

  private static final int WIDTH = 512;
  private static final int DEPTH = 50;
  private static final double GAMMA = 0.5;
  private static final double[] BIASES = {0.05, 0.1, 0.2, 0.3, 0.5, 1};

  /** Drawn networks a seed; each seed draws twenty. */
  public static final Seeds SEEDS = new Seeds(4, 8);

  private EdgeStudy() {}

  /** Points where the authors published theirs, and two that the paper speaks of. */
  public static Map<String, Measured> points() {
    Map<String, Measured> measured = new LinkedHashMap<>();
    measured.put("S1-tanh", weight(Smooth.TANH, 0.2));
    measured.put("S1-elu", weight(Activation.elu(), 0.1));
    measured.put("S1-relu", weight(Activation.relu(), 0));
    long edges =
        DoubleStream.of(BIASES)
            .filter(b -> !(EdgeOfChaos.find(Smooth.SOFTPLUS, b) instanceof EdgeOfChaos.None))
            .count();
    measured.put("S1-softplus", Measured.exactly((double) edges));
    measured.put("S1-silu", Measured.exactly(EdgeOfChaos.point(Smooth.SILU, 0.2).varianceSlope()));
    return measured;
  }

  private static Measured weight(Activation phi, double sigmaB) {
    return Measured.exactly(EdgeOfChaos.point(phi, sigmaB).init().sigmaW());
  }

  /** Variance and correlation of two inputs at layer 50 of drawn tanh networks on the edge. */
  public static Map<String, Measured> drawn(StudyPlan plan) {
    EdgePoint edge = EdgeOfChaos.point(Smooth.TANH, 0.2);
    double weight = edge.init().weightVariance();
    double inputVariance = (edge.variance() - edge.init().biasVariance()) / weight;
    KernelNetwork network =
        KernelNetwork.mlp(edge.phi(), edge.init().sigmaW(), edge.init().sigmaB(), DEPTH);
    // inputs of cosine 1/2 have this difference behind the first layer, and the map moves it on
    double first = weight * inputVariance * GAMMA / edge.variance();
    double expected = 1 - edge.correlationMap().gammaAfter(first, DEPTH - 1);
    double[] variance = new double[SEEDS.count(plan)];
    double[] correlation = new double[variance.length];
    long[] seeds = SEEDS.of(plan);
    for (int i = 0; i < seeds.length; i++) {
      FiniteKernelSimulation.Result drawn =
          FiniteKernelSimulation.run(
              network,
              new FiniteKernelSimulation.Settings(
                  WIDTH, inputVariance, inputVariance, GAMMA, TRIALS, seeds[i]));
      variance[i] = drawn.q1().value() / edge.variance();
      correlation[i] =
          drawn.covariance().value() / Math.sqrt(drawn.q1().value() * drawn.q2().value())
              - expected;
    }
    return Map.of("S2-variance", mean(variance), "S2-correlation", mean(correlation));
  }

  private static Measured mean(double[] values) {
    return new Measured(
        Arrays.stream(values).average().orElseThrow(), Statistics.standardError(values));
  }
}
