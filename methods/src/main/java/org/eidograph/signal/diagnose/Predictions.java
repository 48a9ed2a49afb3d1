// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import org.eidograph.theory.signal.BranchCorrelation;
import org.jspecify.annotations.Nullable;

/** What independent weights would make of the measured stream. */
final class Predictions {
  private final MlpTheory theory;
  private final List<BranchFigures> branches;
  private final List<ActivationFigures> activations;
  private final int blocks;
  private final double[] gains;
  private final ModelFacts.Norms norms;
  private final boolean causal;

  Predictions(
      ProbedModel model,
      MlpTheory theory,
      List<BranchFigures> branches,
      List<ActivationFigures> activations) {
    this.gains = model.normGains();
    this.norms = model.norms();
    this.causal = model.predictsTokens();
    this.theory = theory;
    this.branches = branches;
    this.activations = activations;
    this.blocks = activations.size();
  }

  /**
   * c_0, …, c_L of a network whose branches are all MLPs and grow the stream as measured.
   *
   * @param start the measured c_0; null gives nulls
   */
  @Nullable Double[] cosines(@Nullable Mean start) {
    @Nullable Double[] predicted = new @Nullable Double[blocks + 1];
    if (start == null) {
      return predicted;
    }
    double gamma = Math.min(2, Math.max(0, 1 - start.value()));
    predicted[0] = 1 - gamma;
    for (int block = 0; block < blocks; block++) {
      BranchCorrelation branch =
          theory.correlation(MlpTheory.usable(activations.get(block).variance().value()));
      gamma = branch.after(gamma, growth(2 * block));
      gamma = branch.after(gamma, growth(2 * block + 1));
      predicted[block + 1] = 1 - gamma;
    }
    return predicted;
  }

  /**
   * {@code Π (1 + χ/q)} over the branches behind each level, divided by each norm behind a sum.
   * Attention is taken for a plain average over the past: what it adds is large where tokens are
   * alike, what it passes on of a change to one of them is not; see {@link MlpTheory#averaged}.
   *
   * @param tokens of a text
   * @param alike mean cosine of the tokens before each block
   */
  double[] jacobians(int tokens, double[] alike) {
    double[] product = new double[blocks + 1];
    product[blocks] = 1;
    for (int block = blocks - 1; block >= 0; block--) {
      double cosine = Math.max(0, alike[block]);
      double passed =
          causal ? MlpTheory.averaged(tokens, cosine) : MlpTheory.averagedBothWays(tokens, cosine);
      double attention = (1 + growth(2 * block) * passed) * behind(2 * block);
      double mlp =
          (1 + activations.get(block).gain() / branches.get(2 * block + 1).stream().value())
              * behind(2 * block + 1);
      product[block] = product[block + 1] * attention * mlp;
    }
    return product;
  }

  /** What the norm behind a branch makes of a change: γ²/‖x + b‖² of it; 1 without a norm. */
  private double behind(int branch) {
    if (norms == ModelFacts.Norms.BEFORE_BRANCHES) {
      return 1;
    }
    BranchFigures at = branches.get(branch);
    double before = branch == 0 ? 0 : branches.get(branch - 1).depth().value();
    return gains[branch] / (at.stream().value() * Math.exp(at.depth().value() - before));
  }

  private double growth(int branch) {
    return branches.get(branch).ratio().value();
  }
}
