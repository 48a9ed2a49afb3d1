// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.UsageException;

/** Which of the ranked types, or modules, get an adapter. */
public sealed interface PlacementChoice {
  /** Three types: what the paper uses. */
  PlacementChoice DEFAULT = new Lowest(3);

  /**
   * Picks candidates.
   *
   * @param ranked least aligned first, not empty
   * @param rank of every adapter
   * @return the chosen ones, at least one
   * @throws UsageException if the choice cannot be met
   */
  List<Candidate> pick(List<Candidate> ranked, int rank);

  /** The choice in words. */
  String text();

  /** The k least aligned. */
  record Lowest(int count) implements PlacementChoice {
    public Lowest {
      requireSome(count);
    }

    @Override
    public List<Candidate> pick(List<Candidate> ranked, int rank) {
      requireEnough(count, ranked);
      return ranked.subList(0, count);
    }

    @Override
    public String text() {
      return "the %d lowest".formatted(count);
    }
  }

  /** The k best aligned: the opposite of the method, to compare with. */
  record Highest(int count) implements PlacementChoice {
    public Highest {
      requireSome(count);
    }

    @Override
    public List<Candidate> pick(List<Candidate> ranked, int rank) {
      requireEnough(count, ranked);
      return ranked.subList(ranked.size() - count, ranked.size());
    }

    @Override
    public String text() {
      return "the %d highest, the opposite of the method".formatted(count);
    }
  }

  /** All whose score is below a threshold. */
  record Below(double threshold) implements PlacementChoice {
    public Below {
      if (!(threshold > 0)) {
        throw new UsageException("a score threshold must be positive, got " + threshold);
      }
    }

    @Override
    public List<Candidate> pick(List<Candidate> ranked, int rank) {
      List<Candidate> below = ranked.stream().filter(c -> c.score() < threshold).toList();
      if (below.isEmpty()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "at least one score must be below the threshold %s, the lowest is %s with %.4f; raise the threshold",
                threshold,
                ranked.get(0).name(),
                ranked.get(0).score()));
      }
      return below;
    }

    @Override
    public String text() {
      return "all below " + threshold;
    }
  }

  /** From the least aligned upwards as long as the adapters' parameters fit. */
  record Filling(long parameters) implements PlacementChoice {
    @Override
    public List<Candidate> pick(List<Candidate> ranked, int rank) {
      List<Candidate> fitting = new ArrayList<>();
      long left = parameters;
      for (Candidate candidate : ranked) {
        left -= rank * candidate.parametersPerRank();
        if (left < 0) {
          break;
        }
        fitting.add(candidate);
      }
      if (fitting.isEmpty()) {
        throw new UsageException(
            "the budget must hold at least %s at rank %d, which takes %d parameters, got %d; raise the budget or lower the rank"
                .formatted(
                    ranked.get(0).name(),
                    rank,
                    rank * ranked.get(0).parametersPerRank(),
                    parameters));
      }
      return fitting;
    }

    @Override
    public String text() {
      return "the lowest that fit into %d parameters".formatted(parameters);
    }
  }

  /**
   * What can be chosen: a type, or in per-layer placement a module.
   *
   * @param name for the reader
   * @param score its mean
   * @param modules what it stands for
   */
  record Candidate(String name, double score, List<ModuleScore> modules) {
    public Candidate {
      modules = List.copyOf(modules);
    }

    /** Parameters of adapters of rank 1 on all its modules. */
    public long parametersPerRank() {
      return modules.stream().mapToLong(ModuleScore::parametersPerRank).sum();
    }
  }

  private static void requireSome(int count) {
    if (count < 1) {
      throw new UsageException("at least one type must be chosen, got " + count);
    }
  }

  private static void requireEnough(int count, List<Candidate> ranked) {
    if (count > ranked.size()) {
      throw new UsageException(
          "the model has %d to choose from, %s, got %d; take fewer"
              .formatted(ranked.size(), ranked.stream().map(Candidate::name).toList(), count));
    }
  }
}
