// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Tap;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the residual stream of one text to numbers while it runs: x before each branch, what the
 * branch adds, and the rows between the blocks. Where norms stand behind the sums, x is what comes
 * out of them.
 *
 * <p>Every token is one input of the theory. Sizes are geometric means over the tokens, so that
 * {@code ln q} and {@code ln α} add up and one token with massive activations does not stand for
 * the text.
 */
final class StreamTap implements Tap {
  /** One branch at one text; see {@link BranchFigures}. */
  record Branch(double stream, double added, double ratio, double cross) {}

  /** Inside of one MLP, mean squares over tokens and units. */
  static final class Mlp {
    double input;
    double gate = Double.NaN;
    double up;
    double hidden;
  }

  private final ModelFacts.Norms norms;
  private final List<Branch> branches = new ArrayList<>();
  private final List<Mlp> mlps = new ArrayList<>();
  private final List<Double> logStream = new ArrayList<>();
  private final List<Double> depths = new ArrayList<>(List.of(0.0));
  private final List<float[]> directions = new ArrayList<>();
  private final List<Double> cosines = new ArrayList<>();
  private final List<Double> ranks = new ArrayList<>();
  private @Nullable Tensor stream; // what the next branch reads, float64

  StreamTap(ModelFacts.Norms norms) {
    this.norms = norms;
  }

  /** The stream between two blocks, (T, D); called with x_0, …, x_L. */
  void enter(Tensor x) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor rows = x.detach().to(DType.FLOAT64);
      hold(rows);
      logStream.add(meanOf(squares(rows), Math::log));
      positions(rows);
    }
  }

  private void positions(Tensor rows) {
    Tensor unit = rows.mul(rows.mul(rows).sum(1, true).rsqrt());
    directions.add(unit.toFloats());
    int tokens = Math.toIntExact(rows.size(0));
    Tensor gram = unit.matmul(unit.t()); // (T, T) of cosines
    cosines.add((gram.sum().item() - tokens) / (tokens * (tokens - 1.0)));
    ranks.add(gram.isFinite() ? effectiveRank(gram) : Double.NaN);
  }

  /** exp of the entropy of the eigenvalues, which add up to T. */
  private static double effectiveRank(Tensor gram) {
    double entropy = 0;
    double tokens = gram.size(0);
    for (double eigenvalue : LinearAlgebra.svd(gram).s().toDoubles()) { // positive semidefinite
      double share = eigenvalue / tokens;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(entropy);
  }

  @Override
  public void observe(ModulePath module, Tensor input, Tensor output) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      ModuleType type = module.type();
      if (type == ModuleType.GATE || type == ModuleType.UP) {
        inside(type, input.detach(), output.detach());
      } else if (type == ModuleType.O) {
        branch(output);
      } else if (type == ModuleType.DOWN) {
        mlps.get(mlps.size() - 1).hidden = meanSquare(input.detach());
        branch(output);
      }
    }
  }

  private void inside(ModuleType type, Tensor input, Tensor output) {
    if (mlps.size() <= branches.size() / 2) { // the first module of this block's MLP
      mlps.add(new Mlp());
      if (norms == ModelFacts.Norms.AFTER_SUMS) {
        hold(input.to(DType.FLOAT64)); // the sum with attention, normalised, is what the MLP reads
      }
    }
    Mlp mlp = mlps.get(mlps.size() - 1);
    mlp.input = meanSquare(input);
    if (type == ModuleType.GATE) {
      mlp.gate = meanSquare(output);
    } else {
      mlp.up = meanSquare(output);
    }
  }

  private void branch(Tensor output) {
    Tensor x = Objects.requireNonNull(stream);
    Tensor added = output.detach().to(DType.FLOAT64);
    double[] before = squares(x);
    double[] more = squares(added);
    double[] both = x.mul(added).sum(1, false).mul(1.0 / x.size(1)).toDoubles();
    double cross = 0;
    double[] ratio = new double[before.length];
    for (int t = 0; t < before.length; t++) {
      ratio[t] = more[t] / before[t];
      cross += 2 * both[t] / before[t] / before.length;
    }
    branches.add(new Branch(geometric(before), geometric(more), geometric(ratio), cross));
    Tensor sum = x.add(added);
    double growth = meanOf(squares(sum), Math::log) - meanOf(before, Math::log);
    depths.add(depths.get(depths.size() - 1) + growth);
    hold(sum);
  }

  private void hold(Tensor rows) {
    release();
    stream = rows.keep();
  }

  /** Gives the held stream back; the numbers stay. */
  void release() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  private static double[] squares(Tensor rows) {
    return rows.mul(rows).sum(1, false).mul(1.0 / rows.size(1)).toDoubles();
  }

  private static double meanSquare(Tensor x) {
    return x.mul(x).mean().item();
  }

  private static double geometric(double[] values) {
    return Math.exp(meanOf(values, Math::log)); // 0 if any is 0
  }

  private static double meanOf(double[] values, DoubleUnaryOperator of) {
    double sum = 0;
    for (double value : values) {
      sum += of.applyAsDouble(value);
    }
    return sum / values.length;
  }

  /** Two a block: attention, MLP. */
  List<Branch> branches() {
    return branches;
  }

  /** One a block. */
  List<Mlp> mlps() {
    return mlps;
  }

  /** Mean over tokens of ln of the mean square of x_0, …, x_L. */
  List<Double> logStream() {
    return logStream;
  }

  /**
   * U before the first branch and behind each, {@code Σ ln(‖x + b‖²/‖x‖²)}: what norms that stand
   * behind the sums take away again counts, as it moves the directions all the same.
   */
  List<Double> depths() {
    return depths;
  }

  /** Rows of x_0, …, x_L at unit length, (T·D). */
  List<float[]> directions() {
    return directions;
  }

  /** Mean cosine between the tokens of x_0, …, x_L. */
  List<Double> cosines() {
    return cosines;
  }

  /** Effective rank of the tokens of x_0, …, x_L. */
  List<Double> ranks() {
    return ranks;
  }
}
