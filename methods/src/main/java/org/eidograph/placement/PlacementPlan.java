// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.base.UsageException;
import org.eidograph.model.ModuleType;
import org.eidograph.placement.PlacementChoice.Candidate;
import org.eidograph.theory.lora.Decision;

/**
 * Where adapters go, of which rank, and why.
 *
 * @param targets what to write as target modules: the shortest names that mean the chosen modules
 *     and no other scored one
 * @param modules the chosen modules, in the order of the forward pass
 * @param rank of every adapter
 * @param parameters what training changes
 * @param decisions the choices with reason and source
 */
public record PlacementPlan(
    List<String> targets,
    List<ModuleScore> modules,
    int rank,
    long parameters,
    List<Decision> decisions) {
  private static final String CITATION = "Hayou, Ghosh, Yu 2025, arXiv 2506.20629";

  /** Gaps of mean scores below this share say little. */
  private static final double SMALL_GAP = 0.03;

  public PlacementPlan {
    targets = List.copyOf(targets);
    modules = List.copyOf(modules);
    decisions = List.copyOf(decisions);
  }

  /**
   * Chooses types; every module of a chosen type gets an adapter.
   *
   * @throws UsageException if choice or rank cannot be met
   */
  public static PlacementPlan byType(
      PlacementScores scores, PlacementChoice choice, AdapterRank rank) {
    List<Candidate> ranked = candidates(scores);
    int trial = choice instanceof PlacementChoice.Filling ? given(rank) : 0;
    List<Candidate> chosen = choice.pick(ranked, trial);
    return plan(
        scores, chosen, rank, choice.text() + " of " + ranking(ranked) + gap(ranked, chosen));
  }

  /**
   * Chooses in each layer by itself, so that a type may get adapters in some layers only. The paper
   * validates the choice of types alone.
   *
   * @throws UsageException if choice or rank cannot be met; a budget fills types, not layers
   */
  public static PlacementPlan byLayer(
      PlacementScores scores, PlacementChoice choice, AdapterRank rank) {
    if (choice instanceof PlacementChoice.Filling) {
      throw new UsageException(
          "a budget is filled by types, got it with placement by layer; choose by count and let the"
              + " budget set the rank");
    }
    Map<Integer, List<Candidate>> layers = new LinkedHashMap<>();
    scores
        .modules()
        .forEach(
            m ->
                layers
                    .computeIfAbsent(m.module().layer(), layer -> new ArrayList<>())
                    .add(new Candidate(m.module().path(), m.score(), List.of(m))));
    List<Candidate> chosen = new ArrayList<>();
    for (List<Candidate> layer : layers.values()) {
      layer.sort(Comparator.comparingDouble(Candidate::score));
      chosen.addAll(pickInLayer(layer, choice));
    }
    if (chosen.isEmpty()) {
      throw new UsageException(
          "at least one module must meet the choice '%s', but none does; raise the threshold"
              .formatted(choice.text()));
    }
    return plan(scores, chosen, rank, choice.text() + " of each layer; not validated by the paper");
  }

  /** A threshold may leave a layer without adapters. */
  private static List<Candidate> pickInLayer(List<Candidate> layer, PlacementChoice choice) {
    return choice instanceof PlacementChoice.Below below
        ? layer.stream().filter(c -> c.score() < below.threshold()).toList()
        : choice.pick(layer, 0);
  }

  private static int given(AdapterRank rank) {
    if (rank instanceof AdapterRank.Given fixed) {
      return fixed.rank();
    }
    throw new UsageException(
        "one budget cannot both choose the modules and set the rank; give the rank, or choose by"
            + " count");
  }

  private static List<Candidate> candidates(PlacementScores scores) {
    return scores.types().stream()
        .map(type -> new Candidate(name(type.type()), type.score(), members(scores, type.type())))
        .toList();
  }

  private static List<ModuleScore> members(PlacementScores scores, ModuleType type) {
    return scores.modules().stream().filter(m -> m.module().type() == type).toList();
  }

  private static PlacementPlan plan(
      PlacementScores scores, List<Candidate> chosen, AdapterRank rule, String why) {
    List<ModuleScore> wanted = chosen.stream().flatMap(c -> c.modules().stream()).toList();
    List<ModuleScore> modules = scores.modules().stream().filter(wanted::contains).toList();
    List<String> targets = TargetNames.of(modules, scores.modules());
    int rank = rule.on(modules);
    long parameters = rank * modules.stream().mapToLong(ModuleScore::parametersPerRank).sum();
    Decision where =
        new Decision("targets", String.join(", ", targets), "least aligned: " + why, CITATION);
    Decision size =
        new Decision(
            "rank",
            String.valueOf(rank),
            "%d parameters on %d modules, %s".formatted(parameters, modules.size(), rule.text()),
            CITATION);
    return new PlacementPlan(targets, modules, rank, parameters, List.of(where, size));
  }

  private static String ranking(List<Candidate> ranked) {
    return ranked.stream()
        .map(c -> String.format(Locale.ROOT, "%s %.3f", c.name(), c.score()))
        .collect(Collectors.joining(", "));
  }

  /** A warning if the first type left out is hardly better aligned than the last one taken. */
  private static String gap(List<Candidate> ranked, List<Candidate> chosen) {
    int next = ranked.indexOf(chosen.get(chosen.size() - 1)) + 1;
    if (next >= ranked.size()) {
      return "";
    }
    double share = ranked.get(next).score() / ranked.get(next - 1).score() - 1;
    return share >= SMALL_GAP
        ? ""
        : String.format(
            Locale.ROOT,
            "; %s is only %.1f %% above, too close to matter",
            ranked.get(next).name(),
            100 * share);
  }

  private static String name(ModuleType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
