// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.util.List;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;

/**
 * A paper's claims after their run.
 *
 * @param paper which one
 * @param verdicts one a claim
 * @param figures in reading order
 * @param tables in reading order
 * @param seconds of the whole run
 */
public record PaperResult(
    Paper paper, List<Verdict> verdicts, List<Figure> figures, List<Table> tables, double seconds) {
  public PaperResult {
    verdicts = List.copyOf(verdicts);
    figures = List.copyOf(figures);
    tables = List.copyOf(tables);
  }

  /** The claims that do not hold. */
  public List<Verdict> failed() {
    return verdicts.stream().filter(verdict -> !verdict.passed()).toList();
  }
}
