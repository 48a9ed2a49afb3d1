// Licensed under the Apache License, Version 2.0.
package org.eidograph.train;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;

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
   * Parameters that share a learning rate and a decay.
   *
   * @param name shown in plans and logs
   * @param learningRate peak rate, multiplied by the schedule
   * @param weightDecay decoupled decay, per unit of learning rate
   */
  record RateGroup(
      String name, List<Parameter> parameters, double learningRate, double weightDecay) {
    public RateGroup {
      parameters = List.copyOf(parameters);
    }
  }
}
