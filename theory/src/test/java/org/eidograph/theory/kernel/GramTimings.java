// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.moments.Smooth;

/**
 * Times NTK Gram matrices, for a person to run: {@code GramTimings COUNT DIMENSION THREADS}.
 *
 * <p>Prints, for each architecture and depth, the preparation and the best of three passes over the
 * lower triangle in nanoseconds per entry.
 */
final class GramTimings {
  private static final int[] DEPTHS = {4, 32, 256};

  private GramTimings() {}

  private record Case(String name, Activation phi, double sigmaW, double sigmaB) {}

  private static final List<Case> CASES =
      List.of(
          new Case("relu", Activation.relu(), Math.sqrt(2), 0),
          new Case("relu+bias", Activation.relu(), 1.4, 0.1),
          new Case("erf+bias", Activation.erf(), 1.2, 0.1),
          new Case("gelu+bias", Activation.gelu(), 1.5, 0.2),
          new Case("tanh+bias", Smooth.TANH, 1.3, 0.2),
          new Case("elu+bias", Activation.elu(), 1.2, 0.2));

  public static void main(String[] arguments) {
    int count = Integer.parseInt(arguments[0]);
    int dimension = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    SplittableRandom random = new SplittableRandom(1);
    double[] raw = new double[count * dimension];
    Arrays.setAll(raw, i -> random.nextGaussian());
    double[] unit = unit(raw, count, dimension);
    for (Case each : CASES) {
      for (int depth : DEPTHS) {
        KernelNetwork network = KernelNetwork.mlp(each.phi(), each.sigmaW(), each.sigmaB(), depth);
        time(each.name() + " unit", network, new GramInput.Points(unit, count, dimension), threads);
        if (!(each.name().startsWith("elu") && depth > 4)) {
          time(each.name() + " raw", network, new GramInput.Points(raw, count, dimension), threads);
        }
      }
    }
  }

  private static double[] unit(double[] raw, int count, int dimension) {
    double[] unit = raw.clone();
    for (int i = 0; i < count; i++) {
      int at = i * dimension;
      double norm = Math.sqrt(InnerProduct.dot(raw, at, raw, at, dimension) / dimension);
      for (int k = 0; k < dimension; k++) {
        unit[at + k] /= norm;
      }
    }
    return unit;
  }

  private static void time(String name, KernelNetwork network, GramInput input, int threads) {
    double best = Double.POSITIVE_INFINITY;
    double preparation = Double.POSITIVE_INFINITY;
    KernelGram gram = null;
    for (int pass = 0; pass < 3; pass++) {
      long start = System.nanoTime();
      gram = KernelGram.of(network, input, KernelGram.Settings.ntkOnly(threads));
      long prepared = System.nanoTime();
      gram.packedNtk();
      long done = System.nanoTime();
      preparation = Math.min(preparation, (prepared - start) / 1e6);
      best = Math.min(best, done - prepared);
    }
    long entries = (long) input.count() * (input.count() + 1) / 2;
    System.out.printf(
        "%-14s layers %4d  prepare %7.1f ms  gram %8.1f ms  %7.2f ns/entry  error %.0e  %s%n",
        name,
        network.size(),
        preparation,
        best / 1e6,
        best / entries,
        gram.errorEstimate(),
        gram.method());
  }
}
