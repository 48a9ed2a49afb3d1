// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.Arrays;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What one text shows; {@link Diagnoser} averages over texts and probes.
 *
 * @param stream forward figures
 * @param gradient rms of ∂(Σ loss)/∂x_l over tokens and coordinates, l = 0 … L; null without a loss
 * @param logNorms ln of ‖J_{l→L}ᵀ·u‖²/n, one row a probe, l = 0 … L
 * @param logSecond ln of ‖J·Jᵀ·u‖²/n over all blocks, one a probe
 * @param blockNorms σ_max of each block's own Jacobian
 * @param norm σ_max of the Jacobian of all blocks
 */
@SuppressWarnings("ArrayRecordComponent") // a value in transit, never compared
record TextFigures(
    StreamTap stream,
    double @Nullable [] gradient,
    double[][] logNorms,
    double[] logSecond,
    double[] blockNorms,
    double norm) {
  /** Measures a text; gradient recording is on and attention twice differentiable. */
  static TextFigures of(ProbedModel model, int[] ids, int number, DiagnoseSettings settings) {
    StreamTap tap = new StreamTap(model.norms());
    try (LinearisedText text = LinearisedText.of(model, ids, tap)) {
      requireUsable(tap);
      return new Probing(model, text, number, settings).figures(tap);
    } finally {
      tap.release();
    }
  }

  private static void requireUsable(StreamTap tap) {
    for (int l = 0; l < tap.logStream().size(); l++) {
      if (!Double.isFinite(tap.logStream().get(l))) {
        throw new BadInputException(
            "the residual stream must be finite and nowhere zero, but is not %s; check the weights there, or load them as fp32"
                .formatted(l == 0 ? "behind the embedding" : "behind block " + (l - 1)));
      }
    }
  }

  /** The products behind the figures of one text. */
  private static final class Probing {
    private final ProbedModel model;
    private final LinearisedText text;
    private final int number;
    private final DiagnoseSettings settings;
    private final int blocks;
    private final double root; // √n

    Probing(ProbedModel model, LinearisedText text, int number, DiagnoseSettings settings) {
      this.model = model;
      this.text = text;
      this.number = number;
      this.settings = settings;
      this.blocks = text.blocks();
      this.root = Math.sqrt((double) text.size());
    }

    TextFigures figures(StreamTap tap) {
      double[][] logNorms = new double[settings.probes()][blocks + 1];
      double[] logSecond = new double[settings.probes()];
      for (int probe = 0; probe < settings.probes(); probe++) {
        logSecond[probe] = probe(probe, logNorms[probe]);
      }
      return new TextFigures(tap, gradient(), logNorms, logSecond, blockNorms(), norm());
    }

    private double @Nullable [] gradient() {
      if (!model.predictsTokens()) {
        return null; // classes have no loss without labels
      }
      double[] rms = new double[blocks + 1];
      try (Scope scope = Scope.open()) {
        Tensor g = text.lossGradient();
        rms[blocks] = g.norm().item() / root;
        for (int block = blocks - 1; block >= 0; block--) {
          g = text.transposed(block, g);
          rms[block] = g.norm().item() / root;
        }
      }
      return rms;
    }

    /** Fills ln ‖J_{l→L}ᵀ·u‖²/n and returns ln ‖J·Jᵀ·u‖²/n. */
    private double probe(int probe, double[] logNorms) {
      try (Scope scope = Scope.open()) {
        Tensor u = direction("probe " + probe).mul(root);
        double log = 0;
        for (int block = blocks - 1; block >= 0; block--) {
          u = text.transposed(block, u);
          double gain = usable(u.norm().item() / root, block);
          log += 2 * Math.log(gain);
          logNorms[block] = log;
          u = u.mul(1 / gain); // at length √n again: products of gains may leave float32's range
        }
        Tensor image = text.timesAll(u);
        return log + 2 * Math.log(image.norm().item() / root);
      }
    }

    private static double usable(double gain, int block) {
      if (!(gain > 0) || Double.isInfinite(gain)) {
        throw new BadInputException(
            "the Jacobian of block %d must be finite and not zero, but changes pass it ×%s; its stream or weights leave the range of float32, check their scale"
                .formatted(block, gain));
      }
      return gain;
    }

    private double[] blockNorms() {
      double[] norms = new double[blocks];
      for (int l = 0; l < blocks; l++) {
        int block = l;
        try (Scope scope = Scope.open()) {
          norms[l] =
              LargestSingularValue.of(
                  v -> text.times(block, v),
                  u -> text.transposed(block, u),
                  direction("block " + block),
                  settings.iterations());
        }
      }
      return norms;
    }

    private double norm() {
      try (Scope scope = Scope.open()) {
        return LargestSingularValue.of(
            text::timesAll, text::transposedAll, direction("all blocks"), settings.iterations());
      }
    }

    /** A random direction of its own for each text and purpose, of length 1. */
    private Tensor direction(String purpose) {
      try (RandomSource random =
          RandomSource.of(settings.seed(), "diagnose text %d %s".formatted(number, purpose))) {
        Tensor normal = Tensors.normal(random, text.shape()).to(model.model().device());
        return normal.mul(1 / normal.norm().item());
      }
    }
  }

  /** ‖J_{l→L}‖²_F/n, mean over the probes. */
  double frobenius(int level) {
    return Arrays.stream(logNorms).mapToDouble(row -> Math.exp(row[level])).average().orElseThrow();
  }
}
