// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.Scope;

/**
 * Rows of a weight that are scored together: all of a module, or one block of a fused one.
 *
 * @param module what the rows are called
 * @param linear whose rows they are
 * @param from first row
 * @param count how many
 * @param block whether they are part of a fused weight
 * @param baseline ‖rows‖_F/√n_in
 */
record ScoredRows(
    ModulePath module, Linear linear, long from, long count, boolean block, double baseline) {
  private static final ModuleType[] FUSED = {ModuleType.Q, ModuleType.K, ModuleType.V};

  /** The whole module, and its query, key and value blocks if it is all three. */
  static List<ScoredRows> of(Linear linear) {
    List<ScoredRows> all = new ArrayList<>();
    all.add(rows(linear.path(), linear, 0, linear.outputs(), false));
    if (linear.path().type() == ModuleType.QKV) {
      long third =
          linear.outputs() / FUSED.length; // GPT-2 has as many key and value as query heads
      for (int i = 0; i < FUSED.length; i++) {
        ModulePath whole = linear.path();
        ModulePath block = new ModulePath(whole.path(), FUSED[i], whole.layer());
        all.add(rows(block, linear, i * third, third, true));
      }
    }
    return all;
  }

  private static ScoredRows rows(
      ModulePath module, Linear linear, long from, long count, boolean block) {
    try (Scope scope = Scope.open()) {
      double baseline = FeatureNorms.baseline(linear.weight().narrow(0, from, count));
      return new ScoredRows(module, linear, from, count, block, baseline);
    }
  }

  ModuleScore score(double gain) {
    return new ModuleScore(module, linear.inputs(), count, gain, baseline, gain / baseline);
  }
}
