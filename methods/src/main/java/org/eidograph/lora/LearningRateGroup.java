// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.List;
import org.eidograph.model.Parameter;

/**
 * Parameters that an optimizer treats alike.
 *
 * @param name {@code A}, {@code embedding}, {@code B}, {@code B_no_decay}, {@code head} or {@code
 *     head_no_decay}
 * @param parameters at least one
 * @param learningRate at the schedule's peak
 * @param weightDecay decoupled
 */
public record LearningRateGroup(
    String name, List<Parameter> parameters, double learningRate, double weightDecay) {
  public LearningRateGroup {
    parameters = List.copyOf(parameters);
  }
}
