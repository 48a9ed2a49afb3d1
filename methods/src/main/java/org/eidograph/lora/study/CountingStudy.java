// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
  private static final List<Integer> WIDTHS = List.of(256, 512, 1024, 2048, 4096);
  private static final List<Integer> RANKS = List.of(4, 8, 16, 32, 64, 128);
  private static final int RANK = 16;
  private static final int WIDTH = 2048;
  private static final long[] SEEDS = LongStream.range(0, 6).toArray();

  private CountingStudy() {}

  /**
   * One choice of rates over the widths.
   *
   * @param update size of the last step's change of the output, by width
   * @param bottleneck size of A·z, by width
   */
  public record Line(List<Double> update, List<Double> bottleneck) {
    private static Line of(Stream<Features> features) {
      List<Features> all = features.toList();
      return new Line(
          all.stream().map(Features::update).toList(),
          all.stream().map(Features::bottleneck).toList());
    }
  }

  /**
   * What was found.
   *
   * @param separate Init[A] with η_A = 1/n, η_B = 1/r
   * @param a Init[A] with η = (n·r)^-1/2
   * @param b Init[B] with η = 1/n
   * @param tooSmall Init[A] with the rate of Init[B]
   * @param tooLarge Init[B] with η = n^-1/2
   * @param ranks update by rank of Init[A] with scale 1, r^-1/2, 1/r and of Init[B] with scale 1,
   *     each at its rate
   */
  public record Result(
      Line separate, Line a, Line b, Line tooSmall, Line tooLarge, List<Line> ranks) {
    public Result {
      ranks = List.copyOf(ranks);
    }

    /** The claims with their numbers. */
    public List<Claim> claims() {
      return List.of(
          same(
              "L0-update",
              "separate rates: the update does not depend on the width",
              separate.update,
              1.3),
          same(
              "L0-bottleneck", "separate rates: nor does the bottleneck", separate.bottleneck, 1.3),
          same(
              "I4-update-a",
              "Init[A] at its rate: the update does not depend on the width",
              a.update,
              1.3),
          power(
              "I4-bottleneck-a",
              "Init[A] at its rate: the bottleneck grows as the root of the width",
              a.bottleneck,
              0.5),
          same(
              "I4-update-b",
              "Init[B] at its rate: the update does not depend on the width",
              b.update,
              1.3),
          same(
              "I4-bottleneck-b", "Init[B] at its rate: nor does the bottleneck", b.bottleneck, 1.3),
          power(
              "I4-too-small",
              "Init[A] at the rate of Init[B]: the update falls as one over the width",
              tooSmall.update,
              -1),
          Claim.atLeast(
              "I4-too-large",
              "Init[B] at the root of the width: the update is at least ten times too large",
              Measured.exactly(tooLarge.update.get(0) / b.update.get(0)),
              10),
          same(
              "M1-scale-1",
              "Init[A], scale 1: the update does not depend on the rank",
              ranks.get(0).update,
              1.12),
          same("M1-rank-stabilised", "Init[A], scale r^-1/2: nor here", ranks.get(1).update, 1.12),
          same("M1-fixed-alpha", "Init[A], scale 1/r: nor here", ranks.get(2).update, 1.12),
          same("M1-init-b", "Init[B], scale 1: nor here", ranks.get(3).update, 1.12));
    }

    /** Largest over smallest. */
    private static Claim same(String id, String sentence, List<Double> values, double most) {
      double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return Claim.atMost(
          id, sentence, Measured.exactly(sorted[sorted.length - 1] / sorted[0]), most);
    }

    private static Claim power(String id, String sentence, List<Double> values, double exponent) {
      double slope =
          Statistics.slope(
              WIDTHS.stream().mapToDouble(Math::log).toArray(),
              values.stream().mapToDouble(Math::log).toArray());
      return new Claim(id, sentence, Measured.exactly(slope), exponent - 0.1, exponent + 0.1);
    }
  }

  /** Runs the study; it takes about a second. */
  public static Result run() {
    return new Result(
        overWidths(RandomFactor.A, n -> new LoraPlus(1.0 / n, 1.0 / RANK)),
        overWidths(RandomFactor.A, n -> one(1 / Math.sqrt((double) n * RANK))),
        overWidths(RandomFactor.B, n -> one(1.0 / n)),
        overWidths(RandomFactor.A, n -> one(1.0 / n)),
        overWidths(RandomFactor.B, n -> one(1 / Math.sqrt(n))),
        List.of(
            overRanks(RandomFactor.A, new LoraScale.Explicit(1)),
            overRanks(RandomFactor.A, new LoraScale.RankStabilised(1)),
            overRanks(RandomFactor.A, new LoraScale.Alpha(1)),
            overRanks(RandomFactor.B, new LoraScale.Explicit(1))));
  }

  private static LoraPlus one(double rate) {
    return LoraPlus.literal(rate, 1);
  }

  private static Line overWidths(RandomFactor start, IntFunction<LoraPlus> rates) {
    return Line.of(
        WIDTHS.stream()
            .map(n -> SignSteps.average(new Setting(start, 1, RANK, n), rates.apply(n), SEEDS)));
  }

  private static Line overRanks(RandomFactor start, LoraScale scale) {
    return Line.of(
        RANKS.stream()
            .map(r -> new Setting(start, scale.multiplier(r), r, WIDTH))
            .map(setting -> SignSteps.average(setting, one(setting.law()), SEEDS)));
  }
}
