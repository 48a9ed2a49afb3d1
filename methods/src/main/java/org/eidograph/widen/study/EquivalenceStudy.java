// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

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
import org.eidograph.train.engine.Workers;

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

  private EquivalenceStudy() {}

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
      for (EquivalenceCase one : EquivalenceCase.ALL) {
        double[] ends =
            Objects.requireNonNull(drifts.get(one.id())).stream()
                .mapToDouble(row -> row.get(STEPS))
                .toArray();
        measured.put(
            one.id(),
            Measured.exactly(
                one.exact()
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
    return EquivalenceCase.ALL.stream()
        .filter(one -> !one.exact())
        .map(EquivalenceCase::id)
        .toList();
  }

  /** Ids of those in which none is. */
  public static List<String> exact() {
    return EquivalenceCase.ALL.stream()
        .filter(EquivalenceCase::exact)
        .map(EquivalenceCase::id)
        .toList();
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    List<EquivalenceRun> results =
        workers.run(
            Arrays.stream(SEEDS.of(plan))
                .mapToObj(seed -> (Callable<EquivalenceRun>) () -> EquivalenceRun.of(seed))
                .toList());
    Map<String, List<List<Double>>> drifts = new LinkedHashMap<>();
    for (EquivalenceCase one : EquivalenceCase.ALL) {
      drifts.put(
          one.id(),
          results.stream().map(r -> Objects.requireNonNull(r.drifts().get(one.id()))).toList());
    }
    return new Result(
        drifts,
        results.stream().map(EquivalenceRun::kept).toList(),
        results.stream().map(EquivalenceRun::asymmetry).toList(),
        results.stream().map(EquivalenceRun::copies).toList());
  }
}
