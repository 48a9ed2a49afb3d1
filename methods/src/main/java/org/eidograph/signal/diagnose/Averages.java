// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.eidograph.model.ModuleType;
import org.eidograph.study.Statistics;
import org.jspecify.annotations.Nullable;

/** Turns the figures of single texts into means with standard errors. */
final class Averages {
  private final List<int[]> ids;
  private final List<TextFigures> texts;
  private final int blocks;
  private final int probes;

  Averages(List<int[]> ids, List<TextFigures> texts, DiagnoseSettings settings) {
    this.ids = ids;
    this.texts = texts;
    this.blocks = texts.get(0).stream().mlps().size();
    this.probes = settings.probes();
  }

  private Mean overTexts(ToDoubleFunction<TextFigures> figure) {
    return Mean.of(texts.stream().mapToDouble(figure).toArray());
  }

  /** Mean over texts of a figure of one probe, with the error over probes. */
  private Mean overProbes(ProbeFigure figure) {
    return Mean.of(
        IntStream.range(0, probes)
            .mapToDouble(
                probe ->
                    texts.stream().mapToDouble(t -> figure.of(t, probe)).average().orElseThrow())
            .toArray());
  }

  private interface ProbeFigure {
    double of(TextFigures text, int probe);
  }

  List<BranchFigures> branches() {
    List<BranchFigures> all = new ArrayList<>();
    for (int i = 0; i < 2 * blocks; i++) {
      int branch = i;
      all.add(
          new BranchFigures(
              i / 2,
              i % 2 == 0 ? BranchFigures.Kind.ATTENTION : BranchFigures.Kind.MLP,
              overTexts(t -> t.stream().branches().get(branch).stream()),
              overTexts(t -> t.stream().branches().get(branch).added()),
              overTexts(t -> t.stream().branches().get(branch).ratio()),
              overTexts(t -> t.stream().branches().get(branch).cross()),
              overTexts(t -> t.stream().depths().get(branch + 1))));
    }
    return all;
  }

  List<ActivationFigures> activations(MlpTheory theory) {
    List<ActivationFigures> all = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      int block = i;
      Mean read = overTexts(t -> read(t, block, theory.gated()));
      double q = MlpTheory.usable(read.value());
      double other = theory.gated() ? overTexts(t -> t.stream().mlps().get(block).up).value() : 1;
      double input = overTexts(t -> t.stream().mlps().get(block).input).value();
      all.add(
          new ActivationFigures(
              block,
              read,
              overTexts(t -> t.stream().mlps().get(block).hidden),
              theory.secondMoment(q) * other,
              theory.slope(q),
              theory.gain(block, q, other, input)));
    }
    return all;
  }

  private static double read(TextFigures text, int block, boolean gated) {
    StreamTap.Mlp mlp = text.stream().mlps().get(block);
    return gated ? mlp.gate : mlp.up;
  }

  List<BlockFigures> stream(
      ProbedModel model, MlpTheory theory, List<ActivationFigures> activations) {
    List<BlockFigures> all = new ArrayList<>();
    Mean[] cosines = new Mean[blocks + 1];
    for (int l = 0; l <= blocks; l++) {
      cosines[l] = inputCosine(l);
    }
    Predictions laws = new Predictions(model, theory, branches(), activations);
    @Nullable Double[] predicted = laws.cosines(cosines[0]);
    double[] jacobians = laws.jacobians(ids.get(0).length, tokenCosines());
    for (int i = 0; i <= blocks; i++) {
      int l = i;
      all.add(
          new BlockFigures(
              l,
              overTexts(t -> Math.exp(t.stream().logStream().get(l))),
              overTexts(t -> t.stream().depths().get(2 * l)),
              cosines[l],
              predicted[l],
              overTexts(t -> t.stream().cosines().get(l)),
              overTexts(t -> t.stream().ranks().get(l)),
              gradient(l),
              overProbes((t, probe) -> Math.exp(t.logNorms()[probe][l])),
              jacobians[l],
              l < blocks ? overTexts(t -> t.blockNorms()[l]) : null));
    }
    return all;
  }

  private @Nullable Mean gradient(int l) {
    return hasGradients() ? overTexts(t -> gradients(t)[l]) : null;
  }

  private boolean hasGradients() {
    return texts.stream().allMatch(t -> t.gradient() != null);
  }

  private double[] tokenCosines() {
    return IntStream.range(0, blocks)
        .mapToDouble(l -> overTexts(t -> t.stream().cosines().get(l)).value())
        .toArray();
  }

  /** Over pairs of texts, at the positions from which they differ; null if they never do. */
  private @Nullable Mean inputCosine(int l) {
    List<Double> pairs = new ArrayList<>();
    for (int a = 0; a < texts.size(); a++) {
      for (int b = 0; b < a; b++) {
        int from = Arrays.mismatch(ids.get(a), ids.get(b));
        if (from >= 0) {
          float[] first = texts.get(a).stream().directions().get(l);
          float[] second = texts.get(b).stream().directions().get(l);
          pairs.add(cosine(first, second, from, ids.get(a).length));
        }
      }
    }
    return pairs.isEmpty()
        ? null
        : Mean.of(pairs.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double cosine(float[] a, float[] b, int fromToken, int tokens) {
    int width = a.length / tokens;
    double sum = 0;
    for (int i = fromToken * width; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum / (tokens - fromToken);
  }

  JacobianFigures jacobian() {
    double[] levels = IntStream.rangeClosed(0, blocks).asDoubleStream().toArray();
    boolean without =
        !hasGradients()
            || texts.stream().anyMatch(t -> Arrays.stream(gradients(t)).anyMatch(g -> g == 0));
    Mean first = overProbes((t, probe) -> Math.exp(t.logNorms()[probe][0]));
    Mean second =
        overProbes((t, probe) -> Math.exp(t.logSecond()[probe] - 2 * Math.log(t.frobenius(0))));
    return new JacobianFigures(
        first,
        overTexts(TextFigures::norm),
        second,
        without ? null : overTexts(t -> Statistics.slope(levels, logs(gradients(t)))));
  }

  private static double[] gradients(TextFigures text) {
    return Objects.requireNonNull(text.gradient());
  }

  private static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  BranchScale branchScale(List<WeightFigures> weights) {
    return new BranchScale(
        Math.sqrt(meanSquareEntry(weights, true) / meanSquareEntry(weights, false)),
        1 / Math.sqrt(2.0 * blocks),
        growthExponent());
  }

  private static double meanSquareEntry(List<WeightFigures> weights, boolean ending) {
    return weights.stream()
        .filter(w -> w.layer() >= 0)
        .filter(w -> ending == (w.type() == ModuleType.O || w.type() == ModuleType.DOWN))
        .mapToDouble(w -> w.variance() / w.fanIn())
        .average()
        .orElse(Double.NaN);
  }

  private @Nullable Double growthExponent() {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int l = 2; l <= blocks; l++) {
      int behind = l;
      double growth =
          overTexts(
                  t ->
                      t.stream().depths().get(2 * behind) - t.stream().depths().get(2 * behind - 2))
              .value();
      if (growth > 0) {
        x.add(Math.log(l));
        y.add(Math.log(Math.expm1(growth)));
      }
    }
    return x.size() < 2
        ? null
        : Statistics.slope(
            x.stream().mapToDouble(Double::doubleValue).toArray(),
            y.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
