// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.lora.LoraSpec;
import org.eidograph.lora.Placement;
import org.eidograph.lora.Targets;
import org.eidograph.placement.HeatMap;
import org.eidograph.placement.PlacementPlan;
import org.eidograph.placement.PlacementScores;
import org.jspecify.annotations.Nullable;

/**
 * What was computed before a run instead of being asked of the user. Its components are plain
 * values, so that a run can keep them as JSON and go on from them.
 *
 * @param scores of every module; null if the targets were given
 * @param placement chosen by them; null if the targets were given
 * @param search for the learning rate; null if none ran
 * @param tooShort whether a search was asked for and the run had too few steps for it
 */
public record Advice(
    @Nullable PlacementScores scores,
    @Nullable PlacementPlan placement,
    RateSearch.@Nullable Found search,
    boolean tooShort) {
  /** Nothing was asked. */
  public static final Advice NONE = new Advice(null, null, null, false);

  /** With a search that was asked for; null if the run had too few steps. */
  Advice withSearch(RateSearch.@Nullable Found found) {
    return new Advice(scores, placement, found, found == null);
  }

  /** The request with what was chosen in the place of what was open. */
  FineTuneRequest applyTo(FineTuneRequest request) {
    FineTuneRequest advised = request;
    if (placement != null) {
      advised = advised.withLora(placed(request, placement));
    }
    if (search != null) {
      advised = advised.withRates(request.rates().at(search.carried().learningRate()));
    }
    return advised;
  }

  private static LoraSpec placed(FineTuneRequest request, PlacementPlan plan) {
    Placement given = request.lora().placement();
    Targets chosen = new Targets.Names(plan.targets());
    return request.lora().with(spec -> spec.rank(plan.rank()).placement(given.withTargets(chosen)));
  }

  /** Rates tried and their losses, in rising order; empty if none were. */
  public List<RateBracket.Trial> trials() {
    return search == null ? List.of() : search.trials().trials();
  }

  /** The rate that was found, for the run's rank; null if none was looked for. */
  public @Nullable Double learningRate() {
    return search == null ? null : (Double) search.carried().learningRate();
  }

  /** What was looked at, as text. */
  public List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    if (scores != null) {
      tables.add(scores.table());
    }
    if (search != null) {
      tables.add(search.table());
    }
    return tables;
  }

  /** Scores by layer and type; null if the targets were given. */
  public @Nullable HeatMap heatMap() {
    return scores == null ? null : scores.heatMap();
  }

  /** What was looked at, drawn. */
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    if (scores != null) {
      figures.add(scores.figure());
    }
    if (search != null) {
      figures.add(search.figure());
    }
    return figures;
  }
}
