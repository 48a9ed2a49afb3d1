// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eidograph.papers.lora.LoraPlusExperiments;
import org.eidograph.papers.lora.PlacementExperiments;
import org.eidograph.papers.lora.RankExperiments;
import org.eidograph.papers.lora.StartExperiments;
import org.eidograph.papers.scaling.LrTransferExperiments;
import org.eidograph.papers.scaling.MupScalingExperiments;
import org.eidograph.papers.scaling.VocabularyExperiments;
import org.eidograph.papers.signal.BranchSequenceExperiments;
import org.eidograph.papers.signal.ImpactExperiments;
import org.eidograph.papers.signal.InfiniteDepthExperiments;
import org.eidograph.papers.signal.JacobianExperiments;
import org.eidograph.papers.signal.LayerAlignmentExperiments;
import org.eidograph.papers.signal.LimitOrderExperiments;
import org.eidograph.papers.signal.SelectionExperiments;
import org.eidograph.papers.signal.StableResNetExperiments;
import org.eidograph.papers.signal.TangentExperiments;

/** Which papers can be run, and how. */
public final class Reproductions {
  /** Where runs begin unless told otherwise. */
  public static final long FIRST_SEED = 100;

  private static final Map<String, Supplier<List<Experiment>>> EXPERIMENTS =
      Map.ofEntries(
          Map.entry("eoc-selection", SelectionExperiments::all),
          Map.entry("eoc-impact", ImpactExperiments::all),
          Map.entry("ntk-depth", TangentExperiments::all),
          Map.entry("layer-alignment", LayerAlignmentExperiments::all),
          Map.entry("lr-transfer", LrTransferExperiments::all),
          Map.entry("lora-plus", LoraPlusExperiments::all),
          Map.entry("lora-init", StartExperiments::all),
          Map.entry("mu-a", RankExperiments::all),
          Map.entry("plop", PlacementExperiments::all),
          Map.entry("stable-resnet", StableResNetExperiments::all),
          Map.entry("infinite-depth", InfiniteDepthExperiments::all),
          Map.entry("commute-1", LimitOrderExperiments::all),
          Map.entry("commute-2", BranchSequenceExperiments::all),
          Map.entry("jacobian", JacobianExperiments::all),
          Map.entry("large-vocab", VocabularyExperiments::all),
          Map.entry("mupscaling", MupScalingExperiments::all));

  private Reproductions() {}

  /** The reproduction of a paper; empty if it is only planned. Loads no native code. */
  public static Optional<Reproduction> of(Paper paper) {
    return Optional.ofNullable(EXPERIMENTS.get(paper.id()))
        .map(experiments -> new Reproduction(paper, experiments.get()));
  }
}
