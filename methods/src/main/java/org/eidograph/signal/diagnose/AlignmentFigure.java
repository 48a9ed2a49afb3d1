// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eidograph.base.Figure;

/** Alignment by block, a line for each type of module. */
final class AlignmentFigure {
  private AlignmentFigure() {}

  static Figure of(LabelAlignment alignment) {
    Map<String, List<ModuleAlignment>> byType = new LinkedHashMap<>();
    for (ModuleAlignment module : alignment.modules()) {
      if (module.layer() >= 0 && module.alignment() != null) {
        byType.computeIfAbsent(module.typeName(), type -> new ArrayList<>()).add(module);
      }
    }
    List<Figure.Series> series = new ArrayList<>();
    byType.forEach((type, modules) -> series.add(line(type, modules)));
    return new Figure(
        "alignment",
        "How modules line up with the next token",
        String.format(
            Locale.ROOT,
            "A of each module's gradients of %d logits over %d texts. Features without direction have"
                + " %.2f; the higher, the more a step on this module answers what the texts ask for.",
            alignment.outputs(),
            alignment.examples(),
            alignment.isotropic()),
        Figure.Axis.linear("block"),
        Figure.Axis.linear("alignment A"),
        series);
  }

  private static Figure.Series line(String type, List<ModuleAlignment> modules) {
    return new Figure.Series(
        type,
        Figure.Kind.LINE,
        modules.stream().mapToDouble(ModuleAlignment::layer).toArray(),
        modules.stream().mapToDouble(m -> Objects.requireNonNull(m.alignment())).toArray());
  }
}
