// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares a budget of ranks between modules by how much of their inputs' variance each further
 * component explains (EVA, arXiv 2410.07170, section 3).
 */
public final class RankShares {
  private RankShares() {}

  private record Component(String module, int index, double share) {}

  /**
   * Ranks by module; their sum is the budget, or all components if there are fewer.
   *
   * @param explained explained shares by module, leading first; a module gets at most as many ranks
   *     as are listed
   * @param budget ranks to give, at least 1
   * @return in the order given; 0 where no component is among the largest
   */
  public static Map<String, Integer> of(Map<String, double[]> explained, int budget) {
    if (budget < 1) {
      throw new IllegalArgumentException("a budget of ranks must be at least 1, got " + budget);
    }
    List<Component> all = new ArrayList<>();
    explained.forEach(
        (module, shares) -> {
          for (int i = 0; i < shares.length; i++) {
            all.add(new Component(module, i, shares[i]));
          }
        });
    all.sort(Comparator.comparingDouble(Component::share).reversed()); // stable, so ties keep order
    Map<String, Integer> ranks = new LinkedHashMap<>();
    explained.keySet().forEach(module -> ranks.put(module, 0));
    all.stream().limit(budget).forEach(c -> ranks.merge(c.module(), 1, Integer::sum));
    return ranks;
  }
}
