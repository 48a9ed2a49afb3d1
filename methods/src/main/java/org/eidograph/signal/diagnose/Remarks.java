// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All remarks on a model. */
final class Remarks {
  /** Beyond it the sum of squares is no longer the law q_l = q_{l−1}(1 + α_l). */
  private static final double CROSS = 0.2;

  /** Per block, and over all: where a plain reading of gradients would warn. */
  private static final double SLOPE = 0.05;

  private static final double RATIO = 10;

  /** Measured second moments of MLPs within this factor count as predicted. */
  private static final double MOMENT = 2;

  /** A twentieth of the stream tells tokens apart. */
  private static final double ALIKE = 0.95;

  private Remarks() {}

  static List<Remark> of(Diagnosis figures) {
    List<Remark> all = new ArrayList<>();
    scaling(figures, all);
    cross(figures, all);
    gradients(figures, all);
    activations(figures, all);
    outliers(figures, all);
    aligned(figures, all);
    if (!figures.model().fresh()) {
      alike(figures, all);
    }
    return all;
  }

  private static void add(List<Remark> all, String formula, String message, Object... values) {
    all.add(new Remark(String.format(Locale.ROOT, message, values), formula));
  }

  private static void scaling(Diagnosis figures, List<Remark> all) {
    BranchScale scale = figures.branchScale();
    BlockFigures last = figures.stream().get(figures.model().blocks());
    if (figures.model().norms() == ModelFacts.Norms.AFTER_SUMS) {
      add(
          all,
          "U = Σ ln(‖x + b‖²/‖x‖²): norms behind the sums take the growth away, not what was mixed"
              + " in; equal blocks make U grow like L",
          "effective depth U = %.2f: the embedding is %.2g of the last stream%s",
          last.depth().value(),
          Math.exp(-last.depth().value()),
          growth(scale.growthExponent()));
      return;
    }
    add(
        all,
        "U = ln(q_L/q_0); q_l/q_{l−1} − 1 ∝ l^p, p = −1: U grows like ln L, p = 0: like L",
        "effective depth U = %.2f: the embedding is %.2g of the last stream%s; output projections"
            + " ×%.2f of the others, uniform scale would be %.2f",
        last.depth().value(),
        Math.exp(-last.depth().value()),
        growth(scale.growthExponent()),
        scale.observed(),
        scale.uniform());
  }

  private static String growth(@Nullable Double exponent) {
    return exponent == null
        ? ""
        : String.format(
            Locale.ROOT,
            "; growth of a block ∝ l^%.2f, %s in depth",
            exponent,
            exponent < -0.5 ? "logarithmic" : "not logarithmic");
  }

  private static void cross(Diagnosis figures, List<Remark> all) {
    List<BranchFigures> beyond =
        figures.branches().stream().filter(b -> Math.abs(b.cross().value()) > CROSS).toList();
    if (!beyond.isEmpty()) {
      add(
          all,
          "q_l = q_{l−1}·(1 + α_l) takes 2⟨x, b⟩/‖x‖² for 0; beyond 0.2 it does not hold",
          "%d of %d branches are correlated with their stream, as training makes them",
          beyond.size(),
          figures.branches().size());
    }
  }

  private static void gradients(Diagnosis figures, List<Remark> all) {
    Mean early = figures.stream().get(Math.min(1, figures.model().blocks())).gradient();
    Mean late = figures.stream().get(figures.model().blocks()).gradient();
    if (early == null || late == null) {
      return;
    }
    double first = early.value();
    double last = late.value();
    Mean mean = figures.jacobian().slope();
    double slope = mean == null ? 0 : mean.value();
    double ratio = first / last;
    if (Math.abs(slope) > SLOPE || ratio > RATIO || ratio < 1 / RATIO) {
      add(
          all,
          "‖∂x_L/∂x_l‖ ∝ rms(x_L)/rms(x_l) behind a norm; a plain reading warns beyond a slope of"
              + " 0.05 or a ratio of 10, whatever the stream",
          "gradients behind the first block are ×%.3g those behind the last, %.3f in ln per block;"
              + " the law for this stream has ×%.3g",
          ratio,
          -slope,
          Math.sqrt(figures.stream().get(1).predictedJacobian()));
    }
  }

  private static void activations(Diagnosis figures, List<Remark> all) {
    long off =
        figures.activations().stream()
            .filter(
                a -> Math.abs(Math.log(a.measured().value() / a.predicted())) > Math.log(MOMENT))
            .count();
    if (off > 0) {
      add(
          all,
          figures.model().gated() ? "E[(φ(u)·v)²] = E[φ(u)²]·E[v²]" : "E[φ(√q·Z)²]",
          "in %d of %d MLPs the hidden mean square is off the Gaussian law by more than a factor of"
              + " %s",
          off,
          figures.activations().size(),
          MOMENT);
    }
  }

  private static void outliers(Diagnosis figures, List<Remark> all) {
    long with = figures.weights().stream().filter(w -> w.outliers() > 0).count();
    if (with > 0) {
      add(
          all,
          "‖W‖ = σ_w·(1 + √(fan_out/fan_in)) for independent entries; a shared part adds outliers",
          "%d of %d matrices have singular values above 1.1 times the bulk edge",
          with,
          figures.weights().size());
    }
  }

  private static void aligned(Diagnosis figures, List<Remark> all) {
    LabelAlignment alignment = figures.alignment();
    if (alignment == null) {
      return;
    }
    int most = 0;
    int least = 0;
    for (int block = 1; block < figures.model().blocks(); block++) {
      double here = alignment.ofBlock(block).orElse(0);
      most = here > alignment.ofBlock(most).orElse(0) ? block : most;
      least = here < alignment.ofBlock(least).orElse(0) ? block : least;
    }
    add(
        all,
        "A = yᵀKy/(‖K‖_F·‖y‖²), K of each module's gradients, centred over the texts (arXiv"
            + " 2110.11749)",
        "the modules of block %d line up most with what follows the %d texts, mean A = %.2f, those"
            + " of block %d least, %.2f; features without direction have %.2f",
        most,
        alignment.examples(),
        alignment.ofBlock(most).orElse(0),
        least,
        alignment.ofBlock(least).orElse(0),
        alignment.isotropic());
  }

  private static void alike(Diagnosis figures, List<Remark> all) {
    for (BlockFigures level : figures.stream()) {
      if (level.positionCosine().value() > ALIKE) {
        add(
            all,
            "a common direction of trained models; a fault only beyond 0.999",
            "behind block %d the tokens of a text have mean cosine %.3f",
            level.blocks() - 1,
            level.positionCosine().value());
        return;
      }
    }
  }
}
