// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;

/**
 * Whether widening a trained language model and training on beats training the wide model from
 * scratch, all costs counted: the source's training and the search of rates on both sides.
 *
 * <p>Every phase searches the same grid of base rates. If the source takes S₁ steps and the wide
 * model S₂ more, scratch gets {@code S₂ + S₁·c₁/c₂} steps at each rate of the grid, c being the
 * multiplications of one step, so that both sides spend the same.
 *
 * <p>Moments and schedule of the widened model start anew, and at this size a wide step costs only
 * three narrow ones: the source's steps, spent on the wide model from the beginning, can do as
 * much.
 */
public final class WarmStartStudy {
  /** Losses of seeds differ by a hundredth or two. */
  public static final Seeds SEEDS = new Seeds(2, 3);

  private static final SmallLlama NARROW = new SmallLlama(32, PlaysCorpus.VOCABULARY, 64);
  private static final SmallLlama WIDE = new SmallLlama(64, PlaysCorpus.VOCABULARY, 64);

  /** log2 of the base rates. */
  private static final List<Integer> GRID = List.of(-8, -7, -6, -5);

  private static final List<Integer> FAST_GRID = List.of(-7, -6);

  private WarmStartStudy() {}

  /**
   * Held-out losses of one phase.
   *
   * @param name of the phase
   * @param steps of each run
   * @param exponents log2 of the base rates
   * @param losses one row a seed, one column a rate; nats per token
   */
  public record Phase(String name, long steps, List<Integer> exponents, List<List<Double>> losses) {
    public Phase {
      exponents = List.copyOf(exponents);
      losses = losses.stream().map(List::copyOf).toList();
    }

    /** Means over seeds, one a rate. */
    public double[] means() {
      return Statistics.columnMeans(losses);
    }

    /** Index of the rate with the lowest mean. */
    public int best() {
      return Statistics.smallest(means());
    }

    private double[] atBest() {
      int best = best();
      return losses.stream().mapToDouble(row -> row.get(best)).toArray();
    }
  }

  /**
   * What was found.
   *
   * @param source narrow model from scratch
   * @param widened its best run, widened and trained on
   * @param equalCost wide model from scratch, for as many multiplications as both together
   * @param equalSteps the same for the steps of the widened one alone
   */
  public record Result(Phase source, Phase widened, Phase equalCost, Phase equalSteps) {
    /** The four, in order. */
    public List<Phase> phases() {
      return List.of(source, widened, equalCost, equalSteps);
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("D-cost", Measured.difference(equalCost.atBest(), widened.atBest()));
      measured.put("D-steps", Measured.difference(equalSteps.atBest(), widened.atBest()));
      return measured;
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long before = plan.fast() ? 40 : 150;
    long after = plan.fast() ? 40 : 150;
    List<Integer> grid = plan.fast() ? FAST_GRID : GRID;
    try (StudyDirectory place = StudyDirectory.open()) {
      Sweep sweep =
          new Sweep(
              place, PlaysCorpus.write(place, NARROW.positions()), grid, SEEDS.of(plan), workers);
      Phase source = sweep.scratch("source", NARROW, before);
      Phase widened = sweep.widened("widened", source, after);
      Phase equalCost =
          sweep.scratch("scratch, equal cost", WIDE, after + Math.round(before * cheaper()));
      Phase equalSteps = sweep.scratch("scratch, equal steps", WIDE, after);
      return new Result(source, widened, equalCost, equalSteps);
    }
  }

  /** Runs of all rates and seeds. */
  private record Sweep(
      StudyDirectory place, PlaysCorpus corpus, List<Integer> grid, long[] seeds, Workers workers) {
    Phase scratch(String name, SmallLlama model, long steps) {
      return phase(name, steps, (run, seed) -> run.scratch(model));
    }

    /** Widens each seed's run at the best rate of the source. */
    Phase widened(String name, Phase source, long steps) {
      int best = source.exponents.get(source.best());
      return phase(name, steps, (run, seed) -> run.widened(directory(source.name, best, seed)));
    }

    private interface Start {
      double train(LanguageRun run, long seed);
    }

    private Phase phase(String name, long steps, Start start) {
      List<Callable<Double>> runs = new ArrayList<>();
      for (long seed : seeds) {
        for (int exponent : grid) {
          LanguageRun run =
              new LanguageRun(
                  corpus,
                  place.create(directory(name, exponent, seed)),
                  Math.pow(2, exponent),
                  steps,
                  seed);
          runs.add(() -> start.train(run, seed));
        }
      }
      List<Double> all = workers.run(runs);
      List<List<Double>> losses = new ArrayList<>();
      for (int from = 0; from < all.size(); from += grid.size()) {
        losses.add(all.subList(from, from + grid.size()));
      }
      return new Phase(name, steps, grid, losses);
    }

    private static String directory(String phase, int exponent, long seed) {
      return "%s/%d/%d".formatted(phase, exponent, seed);
    }
  }

  /** Share of a wide step's multiplications that a narrow one takes. */
  public static double cheaper() {
    return (double) NARROW.multiplications() / WIDE.multiplications();
  }
}
