// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;

/** All faults of a model, each once: what only follows from another is left out. */
final class Findings {
  private Findings() {}

  static List<Finding> of(Diagnosis figures) {
    List<Finding> all = new ArrayList<>(BranchFindings.dead(figures));
    List<Finding> scaled = WeightFindings.scaled(figures);
    List<Finding> loud = StreamFindings.loud(figures);
    List<Finding> collapsed = StreamFindings.collapsed(figures);
    if (loud.stream().anyMatch(finding -> finding.fault() == Fault.GROWING_BRANCHES)) {
      all.addAll(loud); // weights that grow block by block differ from their median too
    } else {
      all.addAll(scaled);
      loud.stream()
          .filter(finding -> !names(scaled, finding.block()) && !names(collapsed, finding.block()))
          .forEach(all::add);
    }
    all.addAll(BranchFindings.unscaled(figures));
    all.addAll(collapsed);
    if (loud.isEmpty() && collapsed.isEmpty()) {
      all.addAll(BranchFindings.drowned(figures));
    }
    GradientFindings.of(figures).stream()
        .filter(finding -> !names(all, finding.block()))
        .forEach(all::add);
    List<Finding> dead =
        all.stream().filter(finding -> finding.fault() == Fault.DEAD_BRANCH).toList();
    WeightFindings.sparse(figures).stream()
        .filter(finding -> !names(dead, finding.block()))
        .forEach(all::add);
    return all;
  }

  private static boolean names(List<Finding> findings, int block) {
    return findings.stream().anyMatch(finding -> finding.block() == block);
  }
}
