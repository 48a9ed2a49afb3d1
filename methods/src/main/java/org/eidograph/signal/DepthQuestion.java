// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import org.eidograph.theory.kernel.NtkTrajectory;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Domain;
import org.eidograph.theory.signal.EdgeOfChaos;
import org.eidograph.theory.signal.Initialization;

/**
 * A plain network and two inputs of equal norm, sent through as many layers as are asked for.
 *
 * @param phi φ
 * @param init σ_w and σ_b
 * @param inputVariance ‖x‖²/d, above 0
 * @param inputCorrelation cosine of the two inputs, −1 to 1
 * @param depth most layers to look at, at least 1
 */
public record DepthQuestion(
    Activation phi, Initialization init, double inputVariance, double inputCorrelation, int depth) {
  /**
   * Small, so that little is lost, but not so small that the activation acts as a line: 0.1 to 0.2
   * in the experiments of Hayou, Doucet, Rousseau (2019).
   */
  public static final double USUAL_SIGMA_B = 0.2;

  public DepthQuestion {
    Domain.positive("sigmaW", init.sigmaW());
    Domain.positive("the input variance", inputVariance);
    Domain.correlation("the input correlation", inputCorrelation);
    Domain.atLeast("depth", depth, 1);
  }

  /** The σ_b to take where none is said: 0 for ReLU-like functions, which have no other edge. */
  public static double usualSigmaB(Activation phi) {
    return EdgeReport.keepsAnyVariance(phi) ? 0 : USUAL_SIGMA_B;
  }

  /** The initialisation on the edge of chaos at a σ_b. */
  public static Initialization onEdge(Activation phi, double sigmaB) {
    return EdgeOfChaos.point(phi, sigmaB).init();
  }

  /** 1 − cosine of the inputs. */
  double inputGamma() {
    return 1 - inputCorrelation;
  }

  /** The network whose kernels are followed. */
  NtkTrajectory network() {
    return new NtkTrajectory(phi, init.sigmaW(), init.sigmaB());
  }
}
