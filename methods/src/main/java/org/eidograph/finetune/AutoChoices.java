// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import org.eidograph.placement.AdapterRank;
import org.eidograph.placement.PlacementChoice;
import org.eidograph.placement.ScoringOptions;
import org.eidograph.placement.TaskSamples;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves to be computed.
 *
 * @param where how modules are chosen; null to take the request's targets and rank
 * @param search how the learning rate is found; null to take the request's, or the formula's
 */
public record AutoChoices(@Nullable Where where, @Nullable SearchSettings search) {
  /** Everything as requested. */
  public static final AutoChoices NONE = new AutoChoices(null, null);

  /** The same with the request's rate, or the formula's. */
  public AutoChoices withoutSearch() {
    return new AutoChoices(where, null);
  }

  /**
   * How modules are chosen by their scores.
   *
   * @param choice of the ranked types, or of the modules of each layer
   * @param rank given, or within a number of parameters
   * @param byLayer whether each layer chooses for itself; the paper validates types alone
   * @param samples how many, how long
   * @param part of an example that is scored
   */
  public record Where(
      PlacementChoice choice,
      AdapterRank rank,
      boolean byLayer,
      ScoringOptions samples,
      TaskSamples.Part part) {
    /** The three least aligned types, at a rank. */
    public static Where lowestThree(int rank) {
      return new Where(
          PlacementChoice.DEFAULT,
          new AdapterRank.Given(rank),
          false,
          ScoringOptions.DEFAULT,
          TaskSamples.Part.WHOLE);
    }
  }
}
