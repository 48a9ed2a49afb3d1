// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.limit.study;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import org.eidograph.study.Measured;
import org.eidograph.study.Statistics;
import org.eidograph.train.engine.Workers;

/**
 * One simulation a seed, all at once, and numbers with their error over seeds.
 *
 * @param results one a seed
 */
record SeedRuns<T>(List<T> results) {
  SeedRuns {
    results = List.copyOf(results);
  }

  /**
   * Seeds of a study are neighbours, and so are those of the draws within a simulation: apart by
   * this factor they never meet.
   */
  private static final long APART = 1_000_003;

  static <T> SeedRuns<T> of(Workers workers, long[] seeds, LongFunction<T> simulation) {
    return new SeedRuns<>(
        workers.run(
            Arrays.stream(seeds)
                .mapToObj(seed -> (Callable<T>) () -> simulation.apply(seed * APART))
                .toList()));
  }

  /** Mean over seeds of a number of each. */
  Measured mean(ToDoubleFunction<T> number) {
    double[] each = results.stream().mapToDouble(number).toArray();
    return new Measured(Statistics.mean(each), Statistics.standardError(each));
  }

  /** All seeds' samples as one. */
  double[] pooled(Function<T, double[]> samples) {
    return results.stream().map(samples).flatMapToDouble(Arrays::stream).toArray();
  }
}
