// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.sweep;

import java.util.List;

/**
 * The verdict on an implementation of a parametrization, with a negative control.
 *
 * <p>The control is the same code in the standard parametrization. If it passes, the check would
 * pass anything: its learning rate is too small.
 *
 * @param outcome the verdict
 * @param failing modules that blow up or vanish
 * @param suspicious modules between passing and failing
 */
public record CoordinateCheck(Outcome outcome, List<String> failing, List<String> suspicious) {
  public CoordinateCheck {
    failing = List.copyOf(failing);
    suspicious = List.copyOf(suspicious);
  }

  /** What a check found. */
  public enum Outcome {
    /** Every module is flat or falls as expected, and the control fails. */
    PASSES,
    /** No module fails, some are suspicious, and the control fails. */
    PASSES_WITH_WARNINGS,
    /** A module blows up or vanishes. */
    FAILS,
    /** The control passes too; raise the learning rate. */
    TOO_WEAK
  }

  /**
   * Judges.
   *
   * @param tested slopes under the parametrization, at least one
   * @param control slopes of the same modules in the standard parametrization, at least one
   */
  public static CoordinateCheck of(List<CoordinateSlope> tested, List<CoordinateSlope> control) {
    if (tested.isEmpty() || control.isEmpty()) {
      throw new IllegalArgumentException(
          "a coordinate check needs slopes of the tested model and of a control, got %d and %d"
              .formatted(tested.size(), control.size()));
    }
    List<String> failing =
        tested.stream()
            .filter(slope -> !slope.verdict().passes())
            .map(CoordinateSlope::module)
            .toList();
    List<String> suspicious =
        tested.stream()
            .filter(slope -> slope.verdict() == CoordinateSlope.Verdict.SUSPICIOUS)
            .map(CoordinateSlope::module)
            .toList();
    boolean weak = control.stream().allMatch(slope -> slope.verdict().passes());
    return new CoordinateCheck(outcome(failing, suspicious, weak), failing, suspicious);
  }

  private static Outcome outcome(List<String> failing, List<String> suspicious, boolean weak) {
    if (!failing.isEmpty()) {
      return Outcome.FAILS;
    }
    if (weak) {
      return Outcome.TOO_WEAK;
    }
    return suspicious.isEmpty() ? Outcome.PASSES : Outcome.PASSES_WITH_WARNINGS;
  }
}
