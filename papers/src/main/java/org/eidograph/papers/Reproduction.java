// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.study.Measured;
import org.eidograph.study.StudyPlan;
import org.eidograph.train.engine.Workers;

/**
 * A paper with the experiments that try its claims.
 *
 * @param paper which one
 * @param experiments in the order they run
 */
public record Reproduction(Paper paper, List<Experiment> experiments) {
  public Reproduction {
    experiments = List.copyOf(experiments);
  }

  /** All claims, in order. */
  public List<Claim> claims() {
    return experiments.stream().flatMap(experiment -> experiment.claims().stream()).toList();
  }

  /** The experiments that a plan has, in order. */
  public List<Experiment> experiments(StudyPlan plan) {
    return experiments.stream().filter(experiment -> experiment.in(plan)).toList();
  }

  /**
   * Runs all experiments of the plan.
   *
   * @param between called before each experiment; may end the run by throwing
   */
  public PaperResult run(StudyPlan plan, Workers workers, Runnable between) {
    List<Verdict> verdicts = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    double total = 0;
    for (Experiment experiment : experiments(plan)) {
      between.run();
      long begin = System.nanoTime();
      Findings findings = experiment.measurement().measure(plan, workers);
      double seconds = (System.nanoTime() - begin) / 1e9;
      for (Claim claim : experiment.claims()) {
        verdicts.add(
            Verdict.of(claim, numberOf(claim, findings), experiment, plan, rounded(seconds)));
      }
      figures.addAll(findings.figures());
      tables.addAll(findings.tables());
      total += seconds;
    }
    return new PaperResult(paper, verdicts, figures, tables, rounded(total));
  }

  private static Measured numberOf(Claim claim, Findings findings) {
    Measured measured = findings.measured().get(claim.id());
    if (measured == null) {
      throw new IllegalStateException("the experiment gave no number for claim " + claim.id());
    }
    return measured;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
