// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.train.engine.Workers;

/**
 * Trains students over grids of learning rates and seeds, every run on one thread of its own.
 *
 * <p>Tasks are made once for each shape and seed and shared. The result does not depend on the
 * number of workers as long as each has work.
 */
final class RateSweep implements AutoCloseable {
  private final Workers workers;
  private final long[] seeds;
  private final Map<TaskKey, ShiftTask> tasks = new LinkedHashMap<>();

  RateSweep(Workers workers, long... seeds) {
    this.workers = workers;
    this.seeds = seeds.clone();
  }

  private record TaskKey(ShiftTask.Shape shape, long seed) {}

  /** The numbers {@code from, from + step, … to}. */
  static List<Double> grid(double from, double to, double step) {
    List<Double> grid = new ArrayList<>();
    for (int i = 0; from + i * step <= to; i++) {
      grid.add(from + i * step);
    }
    return grid;
  }

  /**
   * One curve for each case, all runs at once so that no worker waits.
   *
   * @param exponents log2 of the rates
   */
  List<RateCurve> curves(List<Case> cases, List<Double> exponents) {
    List<Callable<StudentRun.Outcome>> runs = new ArrayList<>();
    for (Case one : cases) {
      for (long seed : seeds) {
        for (double exponent : exponents) {
          runs.add(run(one, LoraPlus.literal(Math.pow(2, exponent), 1), seed));
        }
      }
    }
    List<StudentRun.Outcome> outcomes = workers.run(runs);
    List<RateCurve> curves = new ArrayList<>();
    int each = seeds.length * exponents.size();
    for (int i = 0; i < cases.size(); i++) {
      List<StudentRun.Outcome> own = outcomes.subList(i * each, (i + 1) * each);
      curves.add(
          new RateCurve(
              exponents,
              rows(own, exponents.size(), outcome -> Math.log(outcome.loss())),
              rows(own, exponents.size(), StudentRun.Outcome::bottleneck)));
    }
    return curves;
  }

  /** The plane of separate rates of an adapter. */
  RatePlane plane(Case adapter, List<Double> exponentsA, List<Double> exponentsB) {
    List<Callable<StudentRun.Outcome>> runs = new ArrayList<>();
    for (double a : exponentsA) {
      for (double b : exponentsB) {
        for (long seed : seeds) {
          runs.add(run(adapter, new LoraPlus(Math.pow(2, a), Math.pow(2, b)), seed));
        }
      }
    }
    Iterator<List<Double>> losses =
        rows(workers.run(runs), seeds.length, outcome -> Math.log(outcome.loss())).iterator();
    List<RatePlane.Cell> cells = new ArrayList<>();
    for (double a : exponentsA) {
      for (double b : exponentsB) {
        cells.add(new RatePlane.Cell(a, b, losses.next()));
      }
    }
    return new RatePlane(adapter.shape.width(), cells);
  }

  /** A student on a task. */
  record Case(ShiftTask.Shape shape, Student student) {}

  private Callable<StudentRun.Outcome> run(Case one, LoraPlus rates, long seed) {
    ShiftTask task =
        tasks.computeIfAbsent(
            new TaskKey(one.shape, seed), key -> ShiftTask.of(key.shape, key.seed));
    return () -> StudentRun.of(task, one.student, rates, StudentRun.Training.USUAL, seed);
  }

  private static List<List<Double>> rows(
      List<StudentRun.Outcome> outcomes, int width, Function<StudentRun.Outcome, Double> value) {
    List<List<Double>> rows = new ArrayList<>();
    for (int from = 0; from < outcomes.size(); from += width) {
      rows.add(outcomes.subList(from, from + width).stream().map(value).toList());
    }
    return rows;
  }

  @Override
  public void close() {
    tasks.values().forEach(ShiftTask::close);
  }
}
