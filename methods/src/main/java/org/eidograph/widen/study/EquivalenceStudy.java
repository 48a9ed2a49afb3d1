// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.engine.Workers;
import org.eidograph.widen.CopyAgreement;
import org.eidograph.widen.CopyNoise;
import org.eidograph.widen.Verification;
import org.eidograph.widen.Widening;
import org.eidograph.widen.WideningPlan;
import org.eidograph.widen.WideningRequest;
import org.eidograph.widen.WidthGrowth;
import org.eidograph.widen.study.DoubleRun.Factors;
import org.eidograph.widen.study.DoubleRun.Settings;

/**
 * Whether a widened language model takes the steps of its source: a small Llama in double precision
 * is trained five steps, widened to twice its width with its moments, and both go on for twenty;
 * once with every factor and once without each.
 */
public final class EquivalenceStudy {
  /** Exact claims need few. */
  public static final Seeds SEEDS = new Seeds(2, 4);

  /** Steps of both models. */
  public static final int STEPS = 20;

  private static final double NOISE = 0.3;
  private static final String WITNESS = "model.layers.0.mlp.up_proj.weight";
  private static final SmallLlama SOURCE = new SmallLlama(32, 64, 64);

  private EquivalenceStudy() {}

  /** What may be forgotten. */
  private enum Forgotten {
    NOTHING,
    RATE,
    MOMENTS,
    EPSILON,
    DECAY,
    CLIP_WEIGHT;

    WideningRule in(WideningRule rule) {
      return new WideningRule(
          rule.value(),
          this == RATE ? 1 : rule.learningRate(),
          this == EPSILON ? 1 : rule.epsilon(),
          this == DECAY ? 1 : rule.weightDecay(),
          this == MOMENTS ? 0 : rule.firstMoment(),
          this == MOMENTS ? 0 : rule.secondMoment(),
          this == CLIP_WEIGHT ? 1 : rule.clipWeight());
    }
  }

  /**
   * One comparison.
   *
   * @param id of the claim
   * @param optimizer of the matrices
   */
  private record Case(String id, OptimizerKind optimizer, Settings settings, Forgotten forgotten) {
    WideTwins.Training training() {
      return new WideTwins.Training(optimizer, settings, forgotten::in);
    }
  }

  private static Settings descent(double momentum) {
    return new Settings(0.02, 1e-3, 0.1, 0.5, momentum);
  }

  private static Settings adaptive(double rate) {
    return new Settings(rate, 1e-3, 0.1, 0.5, 0.9);
  }

  private static final List<Case> CASES =
      List.of(
          new Case("W2-sgd", OptimizerKind.SGD, descent(0), Forgotten.NOTHING),
          new Case("W2-momentum", OptimizerKind.SGD, descent(0.9), Forgotten.NOTHING),
          new Case("W2-adamw", OptimizerKind.ADAMW, adaptive(1e-3), Forgotten.NOTHING),
          new Case("W2-muon", OptimizerKind.MUON, adaptive(1e-3), Forgotten.NOTHING),
          new Case("W3-rate", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.RATE),
          new Case("W3-moments", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.MOMENTS),
          new Case("W3-epsilon", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.EPSILON),
          new Case("W3-decay", OptimizerKind.ADAMW, adaptive(1e-2), Forgotten.DECAY),
          new Case("W3-clip", OptimizerKind.SGD, descent(0.9), Forgotten.CLIP_WEIGHT));

  /**
   * What was found.
   *
   * @param drifts largest difference of logits after each step, by the claim's id: one row a seed
   * @param kept difference of logits that paired noise makes, relative to their size, one a seed
   * @param asymmetry relative difference of the gradients of two copies, with paired noise
   * @param copies the same after twenty steps without noise
   */
  public record Result(
      Map<String, List<List<Double>>> drifts,
      List<Double> kept,
      List<Double> asymmetry,
      List<Double> copies) {
    public Result {
      drifts = Map.copyOf(drifts);
      kept = List.copyOf(kept);
      asymmetry = List.copyOf(asymmetry);
      copies = List.copyOf(copies);
    }

    /** Mean over seeds after 0, 1, … steps. */
    public double[] meanDrift(String id) {
      return Statistics.columnMeans(Objects.requireNonNull(drifts.get(id)));
    }

    /** The numbers of the claims, by their ids: of what must be small the largest over seeds. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      for (Case one : CASES) {
        double[] ends =
            Objects.requireNonNull(drifts.get(one.id)).stream()
                .mapToDouble(row -> row.get(STEPS))
                .toArray();
        measured.put(
            one.id,
            Measured.exactly(
                one.forgotten == Forgotten.NOTHING
                    ? Arrays.stream(ends).max().orElseThrow()
                    : Arrays.stream(ends).min().orElseThrow()));
      }
      measured.put("W4-function", Measured.exactly(largest(kept)));
      measured.put("W4-gradients", mean(asymmetry));
      measured.put("W5-copies", Measured.exactly(largest(copies)));
      return measured;
    }

    private static double largest(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    private static Measured mean(List<Double> values) {
      double[] each = values.stream().mapToDouble(Double::doubleValue).toArray();
      return new Measured(Statistics.mean(each), Statistics.standardError(each));
    }
  }

  /** Ids of the comparisons in which a factor is forgotten. */
  public static List<String> controls() {
    return CASES.stream()
        .filter(one -> one.forgotten != Forgotten.NOTHING)
        .map(one -> one.id)
        .toList();
  }

  /** Ids of those in which none is. */
  public static List<String> exact() {
    return CASES.stream()
        .filter(one -> one.forgotten == Forgotten.NOTHING)
        .map(one -> one.id)
        .toList();
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<SeedResult> results =
        workers.run(
            Arrays.stream(SEEDS.of(plan))
                .mapToObj(seed -> (Callable<SeedResult>) () -> SeedResult.of(seed))
                .toList());
    Map<String, List<List<Double>>> drifts = new LinkedHashMap<>();
    for (Case one : CASES) {
      drifts.put(
          one.id, results.stream().map(r -> Objects.requireNonNull(r.drifts.get(one.id))).toList());
    }
    return new Result(
        drifts,
        results.stream().map(SeedResult::kept).toList(),
        results.stream().map(SeedResult::asymmetry).toList(),
        results.stream().map(SeedResult::copies).toList());
  }

  private record SeedResult(
      Map<String, List<Double>> drifts, double kept, double asymmetry, double copies) {
    static SeedResult of(long seed) {
      try (StudyDirectory place = StudyDirectory.open()) {
        Path source = place.create("source");
        SOURCE.writeConfig(source);
        SOURCE.writeWeights(source, RandomSource.derive(seed, "equivalence"));
        Path wide = place.path().resolve("wide");
        widen(source, new CopyNoise(CopyNoise.Mode.NONE, 0, seed), wide);
        Path paired = place.path().resolve("paired");
        CopyAgreement agreement =
            widen(source, new CopyNoise(CopyNoise.Mode.PAIRED, NOISE, seed), paired);
        Map<String, List<Double>> drifts = new LinkedHashMap<>();
        double copies = Double.NaN;
        for (Case one : CASES) {
          try (WideTwins twins = WideTwins.of(source, wide, one.training())) {
            drifts.put(one.id, twins.drift(STEPS));
            copies = one.id.equals("W2-sgd") ? partingOf(twins.wide()) : copies;
          }
        }
        return new SeedResult(drifts, agreement.relativeDifference(), firstStep(paired), copies);
      }
    }

    private static CopyAgreement widen(Path source, CopyNoise noise, Path output) {
      WideningRequest request =
          new WideningRequest(
              source,
              WidthGrowth.by(WideTwins.FACTOR),
              noise,
              Verification.FP64,
              new WideningRequest.Training(
                  OptimizerKind.ADAMW, new WideningPlan.SourceSettings(1e-3, 0, 1e-8), null));
      return Objects.requireNonNull(Widening.write(request, output).agreement());
    }
  }

  /** One step of plain descent without clipping or decay leaves the gradient in its buffer. */
  private static double firstStep(Path model) {
    Map<String, Factors> factors = new LinkedHashMap<>();
    WideTwins.tensors(model)
        .keySet()
        .forEach(name -> factors.put(name, Factors.none(OptimizerKind.SGD)));
    try (DoubleRun run =
        new DoubleRun(WideTwins.load(model), new Settings(1e-3, 1, 0, 1e9), factors)) {
      run.train(1);
      return partingOf(run);
    }
  }

  /** {@code ‖a − b‖/‖a‖} of both copies' rows of a momentum buffer. */
  private static double partingOf(DoubleRun run) {
    try (Scope scope = Scope.open()) {
      Tensor buffer = run.first(WITNESS);
      long rows = buffer.size(0) / WideTwins.FACTOR;
      Tensor first = buffer.narrow(0, 0, rows);
      return first.sub(buffer.narrow(0, rows, rows)).norm().item() / first.norm().item();
    }
  }
}
