// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.vocabulary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.scaling.vocabulary.SignStepModel;
import org.eidograph.torch.RandomSource;
import org.eidograph.train.engine.Workers;

/**
 * How the sizes of one sign step grow with the width, for several vocabularies: the ratio of rates
 * that balances embedding and projection, and the closed form beside the simulation.
 */
public final class SignStepStudy {
  /** The simulation behind the expected values had eight. */
  public static final Seeds SEEDS = new Seeds(8, 24);

  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 1024);

  /** Half an octave around the meeting of both regimes for {@link #MEETING} tokens. */
  private static final List<Integer> LOCAL_WIDTHS = List.of(96, 124, 160);

  private static final int MEETING = 128;
  private static final int LOCAL_DRAWS = 25;
  private static final int ZIPF_TOKENS = 2048;
  private static final int FREQUENT = 4;

  private SignStepStudy() {}

  /** How many tokens there are at width n. */
  public enum Growth {
    /** Sixteen. */
    FIXED,
    /** n. */
    EQUAL,
    /** 8·n. */
    EIGHTFOLD;

    int tokens(int width) {
      return switch (this) {
        case FIXED -> 16;
        case EQUAL -> width;
        case EIGHTFOLD -> 8 * width;
      };
    }
  }

  /**
   * Sizes of one step, per unit of rate.
   *
   * @param projection root mean square change of outputs by a step of the projection
   * @param predicted M(n, ρ) for the same draw
   * @param balanced ratio of rates at which both steps change outputs equally
   * @param greedy ratio of the rates that each lower the loss most
   */
  public record Step(double projection, double predicted, double balanced, double greedy) {
    private static Step of(SignStepModel model) {
      return new Step(
          model.projectionStep(),
          model.predictedProjectionStep(),
          model.balancedRatio(),
          model.greedyRatio());
    }
  }

  /**
   * Numbers over widths.
   *
   * @param widths n, ascending
   * @param bySeed one row a seed, one column a width
   */
  public record Line(List<Integer> widths, List<List<Double>> bySeed) {
    public Line {
      widths = List.copyOf(widths);
      bySeed = bySeed.stream().map(List::copyOf).toList();
    }

    /** Mean over seeds at each width. */
    public double[] means() {
      return Statistics.columnMeans(bySeed);
    }

    /** The power of the width with which the mean grows. */
    public Measured exponent() {
      double[] logs = widths.stream().mapToDouble(Math::log).toArray();
      return Measured.jackknife(
          bySeed, means -> Statistics.slope(logs, Arrays.stream(means).map(Math::log).toArray()));
    }
  }

  /**
   * What was found.
   *
   * @param steps of each vocabulary: one row a seed, one column a width
   * @param frequent steps of the four most frequent of 2048 tokens that follow Zipf's law
   * @param rare those of the rarer half
   * @param local steps around the width at which both regimes meet
   */
  public record Result(Map<Growth, List<List<Step>>> steps, Line frequent, Line rare, Line local) {
    public Result {
      steps = Map.copyOf(steps);
    }

    /** One number of each step of a vocabulary. */
    public Line line(Growth growth, ToDoubleFunction<Step> number) {
      return new Line(
          WIDTHS,
          Objects.requireNonNull(steps.get(growth)).stream()
              .map(row -> row.stream().map(number::applyAsDouble).toList())
              .toList());
    }

    /** Largest relative distance of the closed form from the simulated mean, over all sizes. */
    private double formError() {
      return Arrays.stream(Growth.values())
          .flatMapToDouble(
              growth -> {
                double[] simulated = line(growth, Step::projection).means();
                double[] predicted = line(growth, Step::predicted).means();
                return IntStream.range(0, simulated.length)
                    .mapToDouble(i -> Math.abs(predicted[i] / simulated[i] - 1));
              })
          .max()
          .orElseThrow();
    }

    /** The numbers of the claims, by their ids. */
    public Map<String, Measured> measured() {
      Map<String, Measured> measured = new LinkedHashMap<>();
      measured.put("P4-ratio-16", line(Growth.FIXED, Step::balanced).exponent());
      measured.put("P4-ratio-n", line(Growth.EQUAL, Step::balanced).exponent());
      measured.put("P4-ratio-8n", line(Growth.EIGHTFOLD, Step::balanced).exponent());
      measured.put("P4-size", Measured.exactly(formError()));
      measured.put("P4-loss-16", line(Growth.FIXED, Step::greedy).exponent());
      measured.put("P4-loss-n", line(Growth.EQUAL, Step::greedy).exponent());
      measured.put("P4-frequent", frequent.exponent());
      measured.put("P4-rare", rare.exponent());
      measured.put("P4-local", local.exponent());
      return measured;
    }
  }

  /** Runs the study. */
  public static Result run(StudyPlan plan, Workers workers) {
    long[] seeds = SEEDS.of(plan);
    Map<Growth, List<List<Step>>> steps = new EnumMap<>(Growth.class);
    for (Growth growth : Growth.values()) {
      steps.put(growth, bySeed(workers, seeds, seed -> steps(growth, seed)));
    }
    double[] frequencies = SignStepModel.zipf(ZIPF_TOKENS, 1);
    List<List<double[]>> zipf = bySeed(workers, seeds, seed -> groups(frequencies, seed));
    List<List<Double>> local = bySeed(workers, seeds, SignStepStudy::local);
    return new Result(steps, group(zipf, 0), group(zipf, 1), new Line(LOCAL_WIDTHS, local));
  }

  private static <T> List<List<T>> bySeed(
      Workers workers, long[] seeds, LongFunction<List<T>> row) {
    return workers.run(
        Arrays.stream(seeds).mapToObj(seed -> (Callable<List<T>>) () -> row.apply(seed)).toList());
  }

  private static List<Step> steps(Growth growth, long seed) {
    RandomGenerator random = random(seed, growth.name());
    List<Step> row = new ArrayList<>();
    for (int width : WIDTHS) {
      double[] frequencies = SignStepModel.uniform(growth.tokens(width));
      row.add(Step.of(SignStepModel.draw(width, frequencies, random)));
    }
    return row;
  }

  /** Steps of the frequent and of the rare tokens at each width. */
  private static List<double[]> groups(double[] frequencies, long seed) {
    RandomGenerator random = random(seed, "zipf");
    List<double[]> row = new ArrayList<>();
    for (int width : WIDTHS) {
      SignStepModel model = SignStepModel.draw(width, frequencies, random);
      row.add(
          new double[] {
            model.projectionStep(0, FREQUENT), model.projectionStep(ZIPF_TOKENS / 2, ZIPF_TOKENS)
          });
    }
    return row;
  }

  private static Line group(List<List<double[]>> zipf, int which) {
    return new Line(
        WIDTHS, zipf.stream().map(row -> row.stream().map(pair -> pair[which]).toList()).toList());
  }

  private static List<Double> local(long seed) {
    RandomGenerator random = random(seed, "local");
    double[] frequencies = SignStepModel.uniform(MEETING);
    List<Double> row = new ArrayList<>();
    for (int width : LOCAL_WIDTHS) {
      double sum = 0;
      for (int draw = 0; draw < LOCAL_DRAWS; draw++) {
        sum += SignStepModel.draw(width, frequencies, random).projectionStep();
      }
      row.add(sum / LOCAL_DRAWS);
    }
    return row;
  }

  private static RandomGenerator random(long seed, String purpose) {
    return new SplittableRandom(RandomSource.derive(seed, purpose));
  }
}
