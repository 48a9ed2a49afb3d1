// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.AutoChoices;
import org.eidograph.finetune.SearchSettings;
import org.eidograph.lora.LoraSpec;
import org.eidograph.placement.AdapterRank;
import org.eidograph.placement.PlacementChoice;
import org.eidograph.placement.ScoringOptions;
import org.eidograph.placement.TaskSamples;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: how targets, rank and learning rate are computed where they are {@code auto}. */
final class ComputedChoices {
  @Option(
      names = "--target-count",
      paramLabel = "K",
      description = "with --target auto: how many module types, the least aligned (default: 3)")
  private @Nullable Integer count;

  @Option(
      names = "--target-below",
      paramLabel = "SCORE",
      description = "with --target auto: every type whose score is below this, instead of a count")
  private @Nullable Double below;

  @Option(
      names = "--target-per-layer",
      description = "with --target auto: each layer chooses for itself; not validated by the paper")
  private boolean perLayer;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description =
          "with --target auto: most trained parameters; sets the rank, or with --rank how many"
              + " types")
  private @Nullable Long budget;

  @Option(
      names = "--target-samples",
      paramLabel = "N",
      description = "with --target auto: training examples that are scored (default: 128)")
  private @Nullable Integer samples;

  @Option(
      names = "--target-prompts",
      description = "with --target auto: score prompts alone, as the paper's runs did")
  private boolean prompts;

  @Option(
      names = "--search-rank",
      paramLabel = "R",
      description = "with --learning-rate auto: rank of the adapters in the trials (default: 8)")
  private @Nullable Integer searchRank;

  @Option(
      names = "--search-steps",
      paramLabel = "N",
      description =
          "with --learning-rate auto: steps of each trial (default: 40, fewer where all trials would"
              + " take more steps than the run)")
  private @Nullable Integer searchSteps;

  @Option(
      names = "--search-trials",
      paramLabel = "N",
      description = "with --learning-rate auto: most trials, at least 3 (default: 7)")
  private @Nullable Integer searchTrials;

  /**
   * What is to be computed.
   *
   * @param targets whether targets are {@code auto}
   * @param rate whether the learning rate is {@code auto}
   * @param rank as given, or null
   * @throws UsageException for an option that could not act
   */
  AutoChoices request(boolean targets, boolean rate, @Nullable Integer rank) {
    requireUnused(usedForTargets(), targets, "--target auto");
    requireUnused(usedForRate(), rate, "--learning-rate auto");
    return new AutoChoices(targets ? where(rank) : null, rate ? search() : null);
  }

  /** Options that act on adapters alone, and whether they were used: all of them. */
  Map<String, Boolean> used() {
    Map<String, Boolean> used = usedForTargets();
    used.putAll(usedForRate());
    return used;
  }

  private Map<String, Boolean> usedForTargets() {
    Map<String, Boolean> used = new LinkedHashMap<>();
    used.put("--target-count", count != null);
    used.put("--target-below", below != null);
    used.put("--target-per-layer", perLayer);
    used.put("--budget", budget != null);
    used.put("--target-samples", samples != null);
    used.put("--target-prompts", prompts);
    return used;
  }

  private Map<String, Boolean> usedForRate() {
    Map<String, Boolean> used = new LinkedHashMap<>();
    used.put("--search-rank", searchRank != null);
    used.put("--search-steps", searchSteps != null);
    used.put("--search-trials", searchTrials != null);
    return used;
  }

  private static void requireUnused(Map<String, Boolean> given, boolean act, String partner) {
    given.forEach(
        (option, used) -> {
          if (used && !act) {
            throw new UsageException(
                "%s acts only with %s; add it, or leave %s out".formatted(option, partner, option));
          }
        });
  }

  private AutoChoices.Where where(@Nullable Integer rank) {
    ScoringOptions plain = ScoringOptions.DEFAULT;
    int many = Objects.requireNonNullElse(samples, plain.maxSamples());
    if (many < 1) {
      throw new UsageException("--target-samples must be at least 1, got " + many);
    }
    return new AutoChoices.Where(
        choice(rank),
        budget != null && rank == null
            ? new AdapterRank.Within(budget)
            : new AdapterRank.Given(Objects.requireNonNullElse(rank, LoraSpec.DEFAULT_RANK)),
        perLayer,
        new ScoringOptions(plain.averaging(), many, plain.maxLength()),
        prompts ? TaskSamples.Part.PROMPT : TaskSamples.Part.WHOLE);
  }

  private PlacementChoice choice(@Nullable Integer rank) {
    Long filled = rank == null ? null : budget;
    if ((count != null && below != null) || (filled != null && (count != null || below != null))) {
      throw new UsageException(
          "the types are chosen by one rule; give one of --target-count, --target-below, and"
              + " --budget together with --rank");
    }
    if (filled != null) {
      return new PlacementChoice.Filling(filled);
    }
    return below != null
        ? new PlacementChoice.Below(below)
        : count == null ? PlacementChoice.DEFAULT : new PlacementChoice.Lowest(count);
  }

  private SearchSettings search() {
    SearchSettings plain = SearchSettings.DEFAULT;
    SearchSettings settings =
        new SearchSettings(
            Objects.requireNonNullElse(searchRank, plain.rank()),
            plain.steps(),
            plain.judgedOn(),
            Objects.requireNonNullElse(searchTrials, plain.mostTrials()),
            plain.mostCost());
    return searchSteps == null ? settings : settings.withSteps(searchSteps);
  }
}
