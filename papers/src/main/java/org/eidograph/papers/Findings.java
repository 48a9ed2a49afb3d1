// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.util.List;
import java.util.Map;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.study.Measured;

/**
 * What an experiment gave.
 *
 * @param measured the number of every claim, by its id
 * @param figures the paper's figures, drawn from our numbers
 * @param tables numbers that no figure shows
 */
public record Findings(Map<String, Measured> measured, List<Figure> figures, List<Table> tables) {
  public Findings {
    measured = Map.copyOf(measured);
    figures = List.copyOf(figures);
    tables = List.copyOf(tables);
  }

  /** Numbers alone. */
  public static Findings of(Map<String, Measured> measured) {
    return new Findings(measured, List.of(), List.of());
  }
}
