// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.cli.report.Section;
import org.eidograph.finetune.Advice;
import org.eidograph.placement.HeatMap;

/** What was computed before a run, as parts of a report. */
final class AdviceSections {
  private static final String CAPTION =
      "Normalised feature norm of each module on the samples: 1 is what noise would give, below 1"
          + " the module is hardly aligned with the task and an adapter has most to add.";

  private AdviceSections() {}

  static List<Section> of(Advice advice) {
    List<Section> sections = new ArrayList<>();
    HeatMap map = advice.heatMap();
    if (map != null) {
      sections.add(new Section.Heat("Alignment", CAPTION, map));
    }
    if (!advice.tables().isEmpty()) {
      sections.add(new Section.Tables("Computed choices", advice.tables()));
      sections.add(new Section.Figures("Behind the choices", advice.figures()));
    }
    return sections;
  }
}
