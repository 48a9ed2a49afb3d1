// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;

/**
 * Trials of a few learning rates around a guess: half of it, itself and twice it, then further in
 * the direction of the lower loss until the best rate has a worse one on both sides.
 *
 * <p>Rules fix how the best rate scales, not its constant; three to five short trainings find that
 * constant to within the factor of the grid (Chen, Villar, Hayou 2026, arXiv 2602.06204, section
 * 5).
 */
public final class RateBracket {
  private final double guess;
  private final double factor;
  private final int mostTrials;
  private final DoubleUnaryOperator lossOf;
  private final TreeMap<Integer, Trial> trials = new TreeMap<>();

  private RateBracket(double guess, double factor, int mostTrials, DoubleUnaryOperator lossOf) {
    this.guess = guess;
    this.factor = factor;
    this.mostTrials = mostTrials;
    this.lossOf = lossOf;
  }

  /**
   * One rate and what came of it.
   *
   * @param loss infinite if the training diverged
   */
  public record Trial(double learningRate, double loss) {}

  /**
   * What the trials say.
   *
   * @param best the rate of the lowest loss
   * @param trials all, in rising order of the rate
   * @param closed whether a worse rate was seen on both sides of the best
   */
  public record Outcome(Trial best, List<Trial> trials, boolean closed) {
    public Outcome {
      trials = List.copyOf(trials);
    }
  }

  /**
   * Tries rates.
   *
   * @param guess middle of the first three rates, positive
   * @param factor between neighbours, above 1
   * @param mostTrials at least 3
   * @param lossOf trains with a rate and judges the result; not finite if that diverged
   * @throws CheckFailedException if every trial diverged
   */
  public static Outcome search(
      double guess, double factor, int mostTrials, DoubleUnaryOperator lossOf) {
    if (!(guess > 0) || !(factor > 1) || mostTrials < 3) {
      throw new UsageException(
          "a search needs a positive rate, a factor above 1 and at least 3 trials, got %s, %s and %d"
              .formatted(guess, factor, mostTrials));
    }
    return new RateBracket(guess, factor, mostTrials, lossOf).search();
  }

  private Outcome search() {
    for (int step : new int[] {0, -1, 1}) {
      tryAt(step);
    }
    while (!closed() && trials.size() < mostTrials) {
      int best = best();
      tryAt(best == trials.firstKey() ? best - 1 : best + 1);
    }
    Trial best = trials.get(best());
    if (best == null || !Double.isFinite(best.loss())) {
      throw new CheckFailedException(
          "at least one learning rate must train without diverging, tried %s; give a lower --learning-rate"
              .formatted(trials.values().stream().map(Trial::learningRate).toList()));
    }
    return new Outcome(best, new ArrayList<>(trials.values()), closed());
  }

  private void tryAt(int step) {
    double rate = guess * Math.pow(factor, step);
    double loss = lossOf.applyAsDouble(rate);
    trials.put(step, new Trial(rate, Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY));
  }

  /** The place of the lowest loss; the lowest rate of those that share it. */
  private int best() {
    return trials.entrySet().stream()
        .min(Comparator.comparingDouble(entry -> entry.getValue().loss()))
        .orElseThrow()
        .getKey();
  }

  private boolean closed() {
    int best = best();
    return best != trials.firstKey() && best != trials.lastKey();
  }
}
