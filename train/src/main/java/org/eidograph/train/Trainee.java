// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.torch.UpdateRule;

/** What a run trains: a model, some of its parameters with rates, and how they are stored. */
public interface Trainee {
  SegmentedModel model();

  /** Trainable parameters, each in exactly one group. */
  List<RateGroup> groups();

  /** Writes everything trained into a directory, exactly (float32). */
  void save(Path directory);

  /** Puts back what {@link #save} wrote, bit for bit. */
  void restore(Path directory);

  /**
   * Parameters that share a learning rate, a decay and a rule.
   *
   * @param name shown in plans and logs
   * @param learningRate peak rate, multiplied by the schedule
   * @param weightDecay in the convention of the rule
   * @param rule how gradients become steps
   * @param clipWeight factor of the group's squared gradient norm in the norm that is clipped
   */
  record RateGroup(
      String name,
      List<Parameter> parameters,
      double learningRate,
      double weightDecay,
      UpdateRule rule,
      double clipWeight) {
    public RateGroup {
      parameters = List.copyOf(parameters);
    }

    /** A group trained by AdamW with its usual constants, clipped as it is. */
    public static RateGroup adamW(
        String name, List<Parameter> parameters, double learningRate, double weightDecay) {
      return new RateGroup(
          name, parameters, learningRate, weightDecay, UpdateRule.AdamW.DEFAULT, 1);
    }
  }
}
