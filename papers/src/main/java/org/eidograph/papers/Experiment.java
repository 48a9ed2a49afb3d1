// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.util.List;
import org.eidograph.study.Seeds;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;
import org.jspecify.annotations.Nullable;

/**
 * One run that tries some of a paper's claims.
 *
 * @param setup what is run, in one sentence without sizes that depend on the plan
 * @param full the sizes of a whole run
 * @param fast those of a small one; null where that leaves the experiment out, as the few seeds it
 *     has time for decide nothing
 * @param seeds how many seeds each uses
 * @param claims what it tries
 * @param measurement how
 */
public record Experiment(
    String setup,
    String full,
    @Nullable String fast,
    Seeds seeds,
    List<Claim> claims,
    Measurement measurement) {
  public Experiment {
    claims = List.copyOf(claims);
  }

  /** Computes the numbers of the claims. */
  @FunctionalInterface
  public interface Measurement {
    /** Runs the plan on some threads. */
    Findings measure(StudyPlan plan, Workers workers);
  }

  /** Whether a plan has it. */
  public boolean in(StudyPlan plan) {
    return !plan.fast() || fast != null;
  }

  /** What is run under a plan, in words. */
  public String run(StudyPlan plan) {
    String sizes = "%s; %s".formatted(setup, plan.fast() ? fast : full);
    long last = plan.firstSeed() + seeds.count(plan) - 1;
    return seeds.count(plan) == 0
        ? sizes + "; no random numbers"
        : "%s; seeds %d to %d".formatted(sizes, plan.firstSeed(), last);
  }
}
