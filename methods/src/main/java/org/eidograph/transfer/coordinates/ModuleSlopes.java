// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.eidograph.base.CheckFailedException;
import org.eidograph.theory.scaling.sweep.CoordinateSlope;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Verdict;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.transfer.coordinates.CoordinateCell.Reading;
import org.jspecify.annotations.Nullable;

/**
 * How one module follows the size of the network.
 *
 * @param module its name
 * @param steps before the first step and after each
 * @param verdict the worst of its steps
 */
public record ModuleSlopes(String module, List<Step> steps, Verdict verdict) {
  /** From what says nothing to what fails. */
  private static final List<Verdict> FROM_BEST =
      List.of(
          Verdict.STILL,
          Verdict.FLAT,
          Verdict.EXPECTED_FALL,
          Verdict.SUSPICIOUS,
          Verdict.VANISHES,
          Verdict.BLOWS_UP);

  public ModuleSlopes {
    steps = List.copyOf(steps);
  }

  /**
   * One module after some steps; null where there is no slope: nothing changed, or training
   * diverged.
   *
   * @param step 0 before the first one
   * @param change exponent of the change since step 0
   * @param changeError its standard error
   * @param size exponent of the mean absolute value
   * @param sizeError its standard error
   * @param verdict on the change; null at step 0
   */
  public record Step(
      int step,
      @Nullable Double change,
      @Nullable Double changeError,
      @Nullable Double size,
      @Nullable Double sizeError,
      @Nullable Verdict verdict) {}

  /** After the last step. */
  public Step last() {
    return steps.get(steps.size() - 1);
  }

  /** The module for the judgement of the whole, which asks for its verdict alone. */
  CoordinateSlope judged() {
    Double slope = last().change();
    Double error = last().changeError();
    return new CoordinateSlope(
        module,
        Watched.HIDDEN,
        slope == null ? Double.NaN : slope,
        error == null ? Double.NaN : error,
        verdict);
  }

  /**
   * All modules of a run.
   *
   * @param cells of one parametrization
   * @param judgedAs as what an activation is judged
   */
  static List<ModuleSlopes> of(
      CoordinateRequest request, List<CoordinateCell> cells, UnaryOperator<Watched> judgedAs) {
    Map<String, List<Step>> steps = new LinkedHashMap<>();
    for (Reading reading : cells.get(0).readings()) {
      int step = reading.step();
      String module = reading.module();
      CoordinateSlope change =
          fit(request, cells, reading, judgedAs.apply(reading.watched()), Reading::change);
      CoordinateSlope size = fit(request, cells, reading, Watched.HIDDEN, Reading::size);
      steps
          .computeIfAbsent(module, name -> new ArrayList<>())
          .add(
              new Step(
                  step,
                  number(change, change.slope()),
                  number(change, change.slopeError()),
                  number(size, size.slope()),
                  number(size, size.slopeError()),
                  step == 0 ? null : change.verdict()));
    }
    List<ModuleSlopes> all = new ArrayList<>();
    steps.forEach((module, list) -> all.add(new ModuleSlopes(module, list, worst(list))));
    return all;
  }

  private static CoordinateSlope fit(
      CoordinateRequest request,
      List<CoordinateCell> cells,
      Reading of,
      Watched watched,
      ToDoubleFunction<Reading> statistic) {
    double[][] values = new double[request.seeds()][request.sizes().size()];
    for (CoordinateCell cell : cells) {
      int seed = Math.toIntExact(cell.seed() - request.firstSeed());
      values[seed][request.sizes().indexOf(cell.size())] =
          statistic.applyAsDouble(cell.reading(of.module(), of.step()));
    }
    try {
      return CoordinateSlope.of(of.module(), watched, request.widths(), values);
    } catch (IllegalArgumentException e) {
      throw new CheckFailedException(
          "%s after step %d is 0 at some sizes and not at others, so it has no slope (%s); raise the learning rate"
              .formatted(of.module(), of.step(), e.getMessage()),
          e);
    }
  }

  private static @Nullable Double number(CoordinateSlope slope, double value) {
    return slope.verdict() == Verdict.STILL || Double.isNaN(value) ? null : value;
  }

  private static Verdict worst(List<Step> steps) {
    return steps.stream()
        .map(Step::verdict)
        .filter(verdict -> verdict != null)
        .max(Comparator.comparingInt(FROM_BEST::indexOf))
        .orElseThrow();
  }
}
