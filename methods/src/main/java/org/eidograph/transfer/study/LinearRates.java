// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.eidograph.study.Measured;
import org.eidograph.study.Statistics;
import org.eidograph.theory.scaling.linear.DeepLinearNetwork;
import org.eidograph.theory.scaling.linear.LinearStart;
import org.eidograph.theory.scaling.linear.RegressionProblem;
import org.eidograph.torch.RandomSource;
import org.eidograph.train.engine.Workers;

/**
 * Best rates of deep linear networks, three hidden matrices trained, on 100 samples in 10
 * dimensions with noise of deviation 0.1.
 *
 * @param widths n, ascending
 * @param bySeed one row a seed, one column a width
 */
public record LinearRates(List<Integer> widths, List<List<Double>> bySeed) {
  static final int LAYERS = 3;
  private static final int SAMPLES = 100;
  private static final int INPUTS = 10;
  private static final double NOISE = 0.1;

  public LinearRates {
    widths = List.copyOf(widths);
    bySeed = bySeed.stream().map(List::copyOf).toList();
  }

  /** Finds the best rate of one network. */
  interface Search {
    double bestRate(DeepLinearNetwork network, RegressionProblem problem);
  }

  /** The samples, the same for all widths and seeds of a plan. */
  static RegressionProblem problem(long seed) {
    RandomGenerator random = new SplittableRandom(RandomSource.derive(seed, "linear data"));
    double[] teacher = IntStream.range(0, INPUTS).mapToDouble(i -> random.nextGaussian()).toArray();
    double[][] inputs = new double[SAMPLES][INPUTS];
    double[] targets = new double[SAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int i = 0; i < INPUTS; i++) {
        inputs[sample][i] = random.nextGaussian();
        targets[sample] += inputs[sample][i] * teacher[i] / Math.sqrt(INPUTS);
      }
      targets[sample] += NOISE * random.nextGaussian();
    }
    return new RegressionProblem(inputs, targets);
  }

  /** Draws a network for each width and seed and searches, one network a task. */
  static LinearRates of(
      RegressionProblem problem,
      LinearStart start,
      List<Integer> widths,
      long[] seeds,
      Search search,
      Workers workers) {
    List<Callable<Double>> tasks = new ArrayList<>();
    for (long seed : seeds) {
      for (int width : widths) {
        tasks.add(
            () -> {
              RandomGenerator random =
                  new SplittableRandom(RandomSource.derive(seed, "linear " + width));
              DeepLinearNetwork network =
                  DeepLinearNetwork.draw(width, LAYERS, problem.inputs(), start, random);
              return search.bestRate(network, problem);
            });
      }
    }
    List<Double> rates = workers.run(tasks);
    List<List<Double>> rows = new ArrayList<>();
    for (int from = 0; from < rates.size(); from += widths.size()) {
      rows.add(rates.subList(from, from + widths.size()));
    }
    return new LinearRates(widths, rows);
  }

  /** Mean over seeds at each width. */
  public double[] means() {
    return Statistics.columnMeans(bySeed);
  }

  /** Root mean square distance from a limit at each width. */
  public double[] errors(double limit) {
    return root(Statistics.columnMeans(squares(limit)));
  }

  /** The power of the width that the mean follows. */
  Measured slopeOfMean() {
    return Measured.jackknife(bySeed, this::slope);
  }

  /** The power of the width that the distance from a limit follows. */
  Measured slopeOfError(double limit) {
    return Measured.jackknife(squares(limit), means -> slope(root(means)));
  }

  private List<List<Double>> squares(double limit) {
    return bySeed.stream()
        .map(row -> row.stream().map(rate -> (rate - limit) * (rate - limit)).toList())
        .toList();
  }

  private double slope(double[] values) {
    return Statistics.slope(
        widths.stream().mapToDouble(Math::log).toArray(),
        Arrays.stream(values).map(Math::log).toArray());
  }

  private static double[] root(double[] squares) {
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }
}
