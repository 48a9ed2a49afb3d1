// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.List;
import org.eidograph.base.Table;
import org.jspecify.annotations.Nullable;

/**
 * What a run will do, each line with its reason.
 *
 * @param lines decisions in the order they are taken
 * @param tensors every trained tensor with group, rate and decay
 * @param trainableParameters numbers that training changes
 * @param tokensPerStep input tokens of the first step
 * @param steps optimizer steps
 * @param memory what the run will need
 * @param warnings what the user should look at before starting
 */
public record FineTunePlan(
    List<Line> lines,
    Table tensors,
    long trainableParameters,
    long tokensPerStep,
    long steps,
    MemoryEstimate memory,
    List<String> warnings) {
  public FineTunePlan {
    lines = List.copyOf(lines);
    warnings = List.copyOf(warnings);
  }

  /**
   * One decision.
   *
   * @param citation paper with its equation or section; null where none is behind it
   */
  public record Line(String name, String value, String reason, @Nullable String citation) {
    /** Everything on one line. */
    public String text() {
      String source = citation == null ? "" : "; " + citation;
      return "%s: %s (%s%s)".formatted(name, value, reason, source);
    }
  }
}
