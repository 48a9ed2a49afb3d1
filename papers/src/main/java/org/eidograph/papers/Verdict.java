// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import org.eidograph.study.Measured;
import org.eidograph.study.StudyPlan;
import org.jspecify.annotations.Nullable;

/**
 * A claim after its run.
 *
 * @param id of the claim
 * @param claim in one sentence
 * @param run what was run
 * @param measured the number that came out; null if it is not finite
 * @param error its standard error over seeds; null where there is none, as for a largest value
 * @param expected what should have come out
 * @param tolerance where the claim holds, in words
 * @param least lower end of the tolerance, if there is one
 * @param most upper end, if there is one
 * @param verdict whether it holds
 * @param remark how far the number is from the tolerance's end in standard errors, where that says
 *     more than the verdict
 * @param seconds of the experiment, which may try several claims
 * @param seed the first of the seeds
 * @param seeds how many; 0 if nothing is random
 */
public record Verdict(
    String id,
    String claim,
    String run,
    @Nullable Double measured,
    @Nullable Double error,
    double expected,
    String tolerance,
    @Nullable Double least,
    @Nullable Double most,
    Outcome verdict,
    @Nullable String remark,
    double seconds,
    long seed,
    int seeds) {
  /** Nearer to the end than this, in standard errors, other seeds may well decide otherwise. */
  private static final double UNDECIDED = 2;

  /** Whether a claim holds. */
  public enum Outcome {
    PASS,
    FAIL
  }

  /** Judges a claim by the number that was measured. */
  static Verdict of(
      Claim claim, Measured measured, Experiment experiment, StudyPlan plan, double seconds) {
    Tolerance tolerance = claim.tolerance();
    return new Verdict(
        claim.id(),
        claim.sentence(),
        experiment.run(plan),
        finite(measured.value()),
        finite(measured.error()),
        claim.expected(),
        tolerance.text(),
        tolerance.least(),
        tolerance.most(),
        tolerance.holds(measured.value()) ? Outcome.PASS : Outcome.FAIL,
        remark(measured, tolerance),
        seconds,
        plan.firstSeed(),
        experiment.seeds().count(plan));
  }

  /** Whether the claim holds. */
  public boolean passed() {
    return verdict == Outcome.PASS;
  }

  /** The number with its error, for example {@code 1.22 ± 0.03}. */
  public String measuredText() {
    String value = measured == null ? "not finite" : Numbers.text(measured);
    return error == null ? value : value + " ± " + Numbers.text(error);
  }

  /** The expected number, three significant digits. */
  public String expectedText() {
    return Numbers.text(expected);
  }

  private static @Nullable String remark(Measured measured, Tolerance tolerance) {
    double margin = tolerance.margin(measured.value());
    double errors = Math.abs(margin) / measured.error();
    if (!(errors < Double.POSITIVE_INFINITY) || margin >= 0 && errors >= UNDECIDED) {
      return null;
    }
    return "%s standard errors %s the tolerance%s"
        .formatted(
            Numbers.text(errors),
            margin >= 0 ? "inside" : "outside",
            errors < UNDECIDED ? ": other seeds may decide otherwise" : "");
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
