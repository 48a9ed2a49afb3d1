// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.Comparator;
import java.util.List;
import org.eidograph.base.UsageException;

/** The rank of the adapters: given, or what a number of trainable parameters allows. */
public sealed interface AdapterRank {
  /**
   * The rank on the chosen modules.
   *
   * @throws UsageException if it would be below 1 or above a module's smaller side
   */
  int on(List<ModuleScore> chosen);

  /** The rule in words. */
  String text();

  /** The same rank whatever is chosen. */
  record Given(int rank) implements AdapterRank {
    public Given {
      if (rank < 1) {
        throw new UsageException("a rank must be at least 1, got " + rank);
      }
    }

    @Override
    public int on(List<ModuleScore> chosen) {
      ModuleScore smallest = smallest(chosen);
      if (rank > smallest.largestRank()) {
        throw new UsageException(
            "a rank must not exceed a module's smaller side, %d of %s, got %d; take a smaller rank or budget"
                .formatted(smallest.largestRank(), smallest.module().path(), rank));
      }
      return rank;
    }

    @Override
    public String text() {
      return "rank as given";
    }
  }

  /**
   * The largest rank whose adapters, {@code Σ r·(n_in + n_out)}, stay within a number of
   * parameters, so that placements are compared at equal size.
   */
  record Within(long parameters) implements AdapterRank {
    @Override
    public int on(List<ModuleScore> chosen) {
      long each = chosen.stream().mapToLong(ModuleScore::parametersPerRank).sum();
      if (parameters < each) {
        throw new UsageException(
            "a budget must hold adapters of rank 1 on %d modules, %d parameters, got %d; choose fewer modules or more parameters"
                .formatted(chosen.size(), each, parameters));
      }
      return Math.toIntExact(Math.min(parameters / each, smallest(chosen).largestRank()));
    }

    @Override
    public String text() {
      return "the largest rank within %d".formatted(parameters);
    }
  }

  private static ModuleScore smallest(List<ModuleScore> chosen) {
    return chosen.stream().min(Comparator.comparingInt(ModuleScore::largestRank)).orElseThrow();
  }
}
