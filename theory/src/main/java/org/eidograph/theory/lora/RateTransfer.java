// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.UsageException;

/**
 * Carries a tuned learning rate to another width, rank or multiplier, and from an adapter to full
 * fine-tuning.
 *
 * <pre>
 * Init[A] → Init[A]:  η' = η·√(s·r·n / (s'·r'·n'))
 * Init[B] → Init[B]:  η' = η·s·n / (s'·n')
 * full → full:        η' = η·n / n'
 * Init[B] → full:     η' = η·s·n / n'      an upper end: try ×1, ×1/2, ×1/4
 * </pre>
 *
 * <p>(n fan-in, s multiplier, r rank; the other regimes of {@link LoraLearningRate} where s·r or r
 * exceeds the width.) The trainings must share model family, data, optimizer and steps; the
 * optimizer is Adam-like. Rates never pass between Init[A] and Init[B], nor between Init[A] and
 * full fine-tuning, since their exponents differ and no common constant is known. Chen, Villar,
 * Hayou (2026, arXiv 2602.06204).
 */
public final class RateTransfer {
  private static final List<Double> AROUND = List.of(1.0, 0.5, 2.0);

  /** At small rank Init[B]'s best rate lies up to 1.4 octaves above that of full fine-tuning. */
  private static final List<Double> DOWNWARDS = List.of(1.0, 0.5, 0.25);

  /** Below this rank a proxy for full fine-tuning is known to sit too high. */
  private static final int SMALLEST_PROXY_RANK = 64;

  /** A proxy's rank stays below this share of the width, so that r ≪ n. */
  private static final double LARGEST_PROXY_SHARE = 1 / 8.0;

  private RateTransfer() {}

  /**
   * Carries a rate.
   *
   * @param learningRate tuned for {@code from}, positive
   * @throws UsageException if the rate is not a positive number, or the theory does not allow this
   *     step; the message says what to tune instead
   */
  public static CarriedRate carry(double learningRate, TunedTraining from, TunedTraining to) {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new UsageException(
          "a tuned learning rate must be a positive number, got " + learningRate);
    }
    requireShared(from, to);
    double factor = to.law() / from.law();
    String formula =
        String.format(
            Locale.ROOT,
            "%.4g * %.4g, the ratio of %s to %s",
            learningRate,
            factor,
            law(to),
            law(from));
    return new CarriedRate(
        learningRate * factor,
        standsForFull(from, to) ? DOWNWARDS : AROUND,
        formula,
        Citations.SCALING,
        cautions(from, to));
  }

  /**
   * The rule of a step in symbols, with {@code '} on what is carried to, for example {@code rate' =
   * rate * sqrt(scale*rank*fan_in) / sqrt(scale'*rank'*fan_in')}.
   */
  public static String rule(TunedTraining from, TunedTraining to) {
    String primed = symbols(to).replaceAll("(scale|rank|fan_in)", "$1'");
    return "rate' = rate * %s / %s".formatted(symbols(from), primed);
  }

  private static String symbols(TunedTraining training) {
    return training instanceof LoraLearningRate.Setting adapter
        ? adapter.denominatorText()
        : "fan_in";
  }

  private static boolean standsForFull(TunedTraining from, TunedTraining to) {
    return to instanceof FullFineTuning
        && from instanceof LoraLearningRate.Setting adapter
        && adapter.start() == RandomFactor.B;
  }

  private static void requireShared(TunedTraining from, TunedTraining to) {
    boolean standsForFull = standsForFull(from, to);
    if (!name(from).equals(name(to)) && !standsForFull) {
      throw new UsageException(
          "a learning rate cannot be carried from %s to %s; %s"
              .formatted(name(from), name(to), mend(to)));
    }
    if (standsForFull && from instanceof LoraLearningRate.Setting b && !b.widthRules()) {
      throw new UsageException(
          "Init[B] stands for full fine-tuning only while rank <= scale*fan_in, got rank %d, scale %s, fan_in %s; tune at a smaller rank with alpha = rank"
              .formatted(b.rank(), b.scale(), b.fanIn()));
    }
  }

  private static String mend(TunedTraining to) {
    return to instanceof FullFineTuning
        ? "tune an adapter with Init[B] and alpha = rank, whose rate can"
        : "tune it anew for " + name(to);
  }

  private static List<String> cautions(TunedTraining from, TunedTraining to) {
    List<String> cautions = new ArrayList<>();
    if (from instanceof LoraLearningRate.Setting before) {
      if (to instanceof LoraLearningRate.Setting after
          && before.widthRules() != after.widthRules()) {
        cautions.add(
            "the two settings lie on different sides of the point where rank outweighs width");
      }
      if (to instanceof FullFineTuning) {
        cautions.addAll(proxyCautions(before));
      }
    }
    return cautions;
  }

  private static List<String> proxyCautions(LoraLearningRate.Setting proxy) {
    List<String> cautions = new ArrayList<>();
    if (proxy.rank() < SMALLEST_PROXY_RANK) {
      cautions.add(
          "at rank %d the rate sits above that of full fine-tuning, by up to 1.4 octaves"
              .formatted(proxy.rank()));
    }
    if (proxy.rank() > proxy.fanIn() * LARGEST_PROXY_SHARE) {
      cautions.add(
          "rank %d is more than an eighth of the fan-in %s; the rule needs a rank far below the width"
              .formatted(proxy.rank(), proxy.fanIn()));
    }
    return cautions;
  }

  private static String name(TunedTraining training) {
    return training instanceof LoraLearningRate.Setting adapter
        ? "Init[" + adapter.start() + "]"
        : "full fine-tuning";
  }

  private static String law(TunedTraining training) {
    return training instanceof LoraLearningRate.Setting adapter
        ? adapter.formula(1)
        : "1/fan_in with fan_in " + ((FullFineTuning) training).fanIn();
  }
}
