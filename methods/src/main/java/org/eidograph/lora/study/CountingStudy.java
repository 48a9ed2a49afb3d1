// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.eidograph.study.Measured;
import org.eidograph.study.Seeds;
import org.eidograph.study.Statistics;
import org.eidograph.study.StudyPlan;
import org.eidograph.theory.lora.LoraLearningRate.Setting;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.theory.lora.LoraScale;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.theory.lora.SignSteps;
import org.eidograph.theory.lora.SignSteps.Features;

/**
 * The counting behind the learning-rate rules, run: at the right rates one step changes the output
 * by the same amount at every width and rank ({@link SignSteps}; six seeds, no training data).
 */
public final class CountingStudy {
  /** As many in a small run: it takes a second. */
  public static final Seeds SEEDS = new Seeds(6, 6);

  private static final List<Integer> WIDTHS = List.of(256, 512, 1024, 2048, 4096);
  private static final List<Integer> RANKS = List.of(4, 8, 16, 32, 64, 128);
  private static final int RANK = 16;
  private static final int WIDTH = 2048;

  private CountingStudy() {}

  /**
   * One choice of rates over widths or ranks.
   *
   * @param sizes widths or ranks
   * @param bySeed one row a seed, in the order of the sizes
   */
  private record Line(List<Integer> sizes, List<List<Features>> bySeed) {
    static Line of(
        List<Integer> sizes,
        long[] seeds,
        IntFunction<Setting> setting,
        IntFunction<LoraPlus> rates) {
      return new Line(
          sizes,
          Arrays.stream(seeds)
              .mapToObj(
                  seed ->
                      sizes.stream()
                          .map(n -> SignSteps.average(setting.apply(n), rates.apply(n), seed))
                          .toList())
              .toList());
    }

    /** Largest over smallest change of the output in the last step. */
    Measured spreadOfUpdate() {
      return statistic(Features::update, CountingStudy::spread);
    }

    /** Largest over smallest size of A·z. */
    Measured spreadOfBottleneck() {
      return statistic(Features::bottleneck, CountingStudy::spread);
    }

    /** The power of the size with which A·z goes. */
    Measured powerOfBottleneck() {
      return statistic(Features::bottleneck, this::power);
    }

    /** The power of the size with which the change goes. */
    Measured powerOfUpdate() {
      return statistic(Features::update, this::power);
    }

    private Measured statistic(
        Function<Features, Double> value, ToDoubleFunction<double[]> statistic) {
      return Measured.jackknife(
          bySeed.stream().map(row -> row.stream().map(value).toList()).toList(), statistic);
    }

    private double power(double[] values) {
      return Statistics.slope(
          sizes.stream().mapToDouble(Math::log).toArray(),
          Arrays.stream(values).map(Math::log).toArray());
    }
  }

  private static double spread(double[] values) {
    return Arrays.stream(values).max().orElseThrow() / Arrays.stream(values).min().orElseThrow();
  }

  /** Separate rates η_A = 1/n, η_B = 1/r with Init[A], over the width; claims L0. */
  public static Map<String, Measured> separateRates(StudyPlan plan) {
    Line line = overWidths(plan, RandomFactor.A, n -> new LoraPlus(1.0 / n, 1.0 / RANK));
    return Map.of("L0-update", line.spreadOfUpdate(), "L0-bottleneck", line.spreadOfBottleneck());
  }

  /** One rate for both factors, over the width, with either start; claims I4. */
  public static Map<String, Measured> starts(StudyPlan plan) {
    Line a = overWidths(plan, RandomFactor.A, n -> one(1 / Math.sqrt((double) n * RANK)));
    Line b = overWidths(plan, RandomFactor.B, n -> one(1.0 / n));
    Line tooSmall = overWidths(plan, RandomFactor.A, n -> one(1.0 / n));
    Line tooLarge = overWidths(plan, RandomFactor.B, n -> one(1 / Math.sqrt(n)));
    Map<String, Measured> measured = new LinkedHashMap<>();
    measured.put("I4-update-a", a.spreadOfUpdate());
    measured.put("I4-bottleneck-a", a.powerOfBottleneck());
    measured.put("I4-update-b", b.spreadOfUpdate());
    measured.put("I4-bottleneck-b", b.spreadOfBottleneck());
    measured.put("I4-too-small", tooSmall.powerOfUpdate());
    measured.put("I4-too-large", Measured.ratio(logUpdates(tooLarge), logUpdates(b)));
    return measured;
  }

  /** At the smallest width, one a seed. */
  private static double[] logUpdates(Line line) {
    return line.bySeed.stream().mapToDouble(row -> Math.log(row.get(0).update())).toArray();
  }

  /** Each multiplier at its rate, over the rank; claims M1. */
  public static Map<String, Measured> ranks(StudyPlan plan) {
    Map<String, Measured> measured = new LinkedHashMap<>();
    measured.put("M1-scale-1", overRanks(plan, RandomFactor.A, new LoraScale.Explicit(1)));
    measured.put(
        "M1-rank-stabilised", overRanks(plan, RandomFactor.A, new LoraScale.RankStabilised(1)));
    measured.put("M1-fixed-alpha", overRanks(plan, RandomFactor.A, new LoraScale.Alpha(1)));
    measured.put("M1-init-b", overRanks(plan, RandomFactor.B, new LoraScale.Explicit(1)));
    return measured;
  }

  private static LoraPlus one(double rate) {
    return LoraPlus.literal(rate, 1);
  }

  private static Line overWidths(StudyPlan plan, RandomFactor start, IntFunction<LoraPlus> rates) {
    return Line.of(WIDTHS, SEEDS.of(plan), n -> new Setting(start, 1, RANK, n), rates);
  }

  private static Measured overRanks(StudyPlan plan, RandomFactor start, LoraScale scale) {
    IntFunction<Setting> setting = r -> new Setting(start, scale.multiplier(r), r, WIDTH);
    return Line.of(RANKS, SEEDS.of(plan), setting, r -> one(setting.apply(r).law()))
        .spreadOfUpdate();
  }
}
