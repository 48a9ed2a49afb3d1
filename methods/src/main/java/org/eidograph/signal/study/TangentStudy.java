// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.kernel.FiniteNtkSimulation;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.theory.kernel.KernelGram;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.kernel.KernelPair;
import org.eidograph.theory.kernel.KernelSpectrum;
import org.eidograph.theory.kernel.NtkTrajectory;
import org.eidograph.theory.kernel.NtkTrajectory.Point;
import org.eidograph.theory.kernel.PairKernels;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.EdgePoint;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.theory.signal.SignalPhase;

/** The tangent kernel at great depth: by recursion, on many inputs, and of drawn networks. */
public final class TangentStudy {
  /** One seed draws all networks. */
  public static final Seeds DRAWN = new Seeds(4, 8);

  /** Sets of points. */
  public static final Seeds POINTS = new Seeds(2, 4);

  private static final double GAMMA = 0.5;
  private static final int COUNT = 32;
  private static final int DIMENSION = 64;

  private static final NtkTrajectory RELU = new NtkTrajectory(Activation.relu(), Math.sqrt(2), 0);

  private TangentStudy() {}

  /** Limits and rates of two inputs; no random numbers. */
  public static Map<String, Measured> pairs() {
    Map<String, Measured> measured = new LinkedHashMap<>();
    ordered(measured);
    List<Point> chaotic = new NtkTrajectory(Smooth.TANH, 2, 0.2).at(1, GAMMA, 20, 30);
    double growth = chaotic.get(1).ntkDiagonal() / chaotic.get(0).ntkDiagonal();
    measured.put("N1-chaotic", Measured.exactly(Math.pow(growth, 0.1)));
    List<Point> relu = RELU.at(1, GAMMA, 1000, 1_000_000);
    measured.put("N2-relu", Measured.exactly(relu.get(1).ratio()));
    measured.put("N2-relu-log", Measured.exactly(scaled(relu.get(1)) / scaled(relu.get(0))));
    EdgePoint edge = EdgeOfChaos.point(Smooth.TANH, 0.2);
    List<Point> tanh =
        new NtkTrajectory(Smooth.TANH, edge.init().sigmaW(), edge.init().sigmaB())
            .at(1, GAMMA, 100_000);
    measured.put("N2-tanh", Measured.exactly(tanh.get(0).ratio()));
    double[] ones = new double[100];
    Arrays.fill(ones, 1);
    KernelPair residual =
        new PairKernels(KernelNetwork.resnet(Activation.relu(), Math.sqrt(2), 0, ones))
            .evaluate(1, 1, GAMMA);
    measured.put("N2-residual", Measured.exactly(residual.normalizedNtk()));
    return measured;
  }

  private static void ordered(Map<String, Measured> measured) {
    SignalPhase phase = SignalPhase.of(Smooth.TANH, new Initialization(1, 1), 2);
    double limit = phase.variance() / (1 - phase.chi());
    List<Point> points = new NtkTrajectory(Smooth.TANH, 1, 1).at(1, GAMMA, 10, 20, 30);
    measured.put("N1-ordered", Measured.exactly(points.get(2).ntk() / limit));
    double decay = Math.abs(points.get(1).ntk() - limit) / Math.abs(points.get(0).ntk() - limit);
    measured.put("N1-rate", Measured.exactly(Math.log(decay) / 10));
  }

  /** L·(K(x, x')/K(x, x) − 1/4), constant if the rate were 1/L. */
  private static double scaled(Point point) {
    return point.depth() * (point.ratio() - 0.25);
  }

  /** Condition of the normalised kernel of 32 random points at depth 1000. */
  public static Map<String, Measured> condition(StudyPlan plan) {
    KernelNetwork network = KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, 1000);
    double[] conditions =
        Arrays.stream(POINTS.of(plan)).mapToDouble(seed -> condition(network, seed)).toArray();
    return Map.of("N3-condition", mean(conditions));
  }

  private static double condition(KernelNetwork network, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] rows = new double[COUNT * DIMENSION];
    Arrays.setAll(rows, i -> random.nextGaussian());
    GramInput points = new GramInput.Points(rows, COUNT, DIMENSION);
    double[] packed = KernelGram.of(network, points, KernelGram.Settings.ntkOnly(1)).packedNtk();
    double[] diagonal = new double[COUNT];
    Arrays.setAll(diagonal, i -> packed[i * (i + 1) / 2 + i]);
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j <= i; j++) {
        packed[i * (i + 1) / 2 + j] /= Math.sqrt(diagonal[i] * diagonal[j]);
      }
    }
    return KernelSpectrum.of(packed, COUNT).condition();
  }

  /** Mean tangent kernel of drawn ReLU networks of width 512 and three layers. */
  public static Map<String, Measured> drawn(StudyPlan plan) {
    long[] seeds = DRAWN.of(plan);
    double[] pair = new double[seeds.length];
    double[] self = new double[seeds.length];
    for (int i = 0; i < seeds.length; i++) {
      FiniteNtkSimulation.Result drawn =
          FiniteNtkSimulation.run(
              RELU, new FiniteNtkSimulation.Settings(512, 3, GAMMA, 20, seeds[i]));
      pair[i] = drawn.ntk().value();
      self[i] = drawn.ntkDiagonal().value();
    }
    return Map.of("N4-pair", mean(pair), "N4-self", mean(self));
  }

  private static Measured mean(double[] values) {
    return new Measured(Statistics.mean(values), Statistics.standardError(values));
  }
}
