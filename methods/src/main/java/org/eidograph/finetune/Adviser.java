// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.placement.PlacementPlan;
import org.eidograph.placement.PlacementScorer;
import org.eidograph.placement.PlacementScores;
import org.eidograph.placement.TaskSamples;
import org.eidograph.train.TrainListener;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.engine.Workers;

/** Computes what a run leaves open: first where adapters go, then, for those, the rate. */
final class Adviser {
  private final FineTuneRequest request;
  private final CausalLm model;
  private final DataSource data;

  /**
   * For a run.
   *
   * @param model without adapters, and without when this is done
   */
  Adviser(FineTuneRequest request, CausalLm model, DataSource data) {
    this.request = request;
    this.model = model;
    this.data = data;
  }

  Advice advise(AutoChoices open, TrainListener listener) {
    Advice placed = open.where() == null ? Advice.NONE : place(open.where());
    if (open.search() == null) {
      return placed;
    }
    FineTuneRequest settled = placed.applyTo(request);
    RateSearch.Trainable ground =
        new RateSearch.Trainable(
            model, data.train(), data.eval(), FineTune.subject(settled, model, data));
    return placed.withSearch(new RateSearch(settled, ground, open.search(), listener).run());
  }

  private Advice place(AutoChoices.Where where) {
    List<int[]> samples =
        TaskSamples.draw(
            data.train(), where.samples().maxSamples(), where.part(), request.training().seed());
    PlacementScores scores;
    try (Workers workers = new Workers(request.training().engine().workers())) {
      scores = PlacementScorer.score(model, samples, where.samples(), workers);
    }
    PlacementPlan plan =
        where.byLayer()
            ? PlacementPlan.byLayer(scores, where.choice(), where.rank())
            : PlacementPlan.byType(scores, where.choice(), where.rank());
    return new Advice(scores, plan, null, false);
  }
}
