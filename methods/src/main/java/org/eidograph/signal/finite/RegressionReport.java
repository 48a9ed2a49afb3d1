// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.Locale;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.train.engine.Workers;

/**
 * A regression with what was asked, for a person to read.
 *
 * @param activation φ by name
 * @param depth L, number of dense layers
 * @param sigmaW σ_w
 * @param sigmaB σ_b
 * @param kernel nngp or ntk
 * @param trainCount training images
 * @param result what came out
 * @param accuracy share of test images whose class was found
 * @param seconds of everything but reading the files
 */
public record RegressionReport(
    String activation,
    int depth,
    double sigmaW,
    double sigmaB,
    String kernel,
    int trainCount,
    ExactRegression.Result result,
    double accuracy,
    double seconds) {
  /**
   * A plain network and its kernel.
   *
   * @param phi φ
   * @param init σ_w and σ_b
   * @param depth L, at least 1
   * @param kernel which kernel
   * @param jitter share of the mean diagonal entry that is added to the diagonal
   */
  public record Question(
      Activation phi,
      Initialization init,
      int depth,
      ExactRegression.Kernel kernel,
      double jitter) {
    private ExactRegression.Settings settings() {
      KernelNetwork network = KernelNetwork.mlp(phi, init.sigmaW(), init.sigmaB(), depth);
      return new ExactRegression.Settings(network, kernel, jitter);
    }
  }

  /** Trains and tests. */
  public static RegressionReport of(
      LabelledImages train, LabelledImages test, Question question, Workers workers) {
    long began = System.nanoTime();
    ExactRegression.Result result = ExactRegression.run(train, test, question.settings(), workers);
    return new RegressionReport(
        question.phi().label(),
        question.depth(),
        question.init().sigmaW(),
        question.init().sigmaB(),
        question.kernel().name().toLowerCase(Locale.ROOT),
        train.count(),
        result,
        result.accuracy(),
        (System.nanoTime() - began) / 1e9);
  }
}
