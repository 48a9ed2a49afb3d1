// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the model is to do. */
final class TaskOptionProofs {
  private TaskOptionProofs() {}

  static List<OptionProof> all() {
    return List.of(
        new OptionProof(
            "--task",
            "says whether texts are written or classified; language changes nothing",
            runs -> {
              runs.run("--task", "language").sameAdapterAs(runs.run());
              assertThat(runs.run().config().get("task_type").stringValue()).isEqualTo("CAUSAL_LM");
              assertThat(classify(runs).config().get("task_type").stringValue())
                  .isEqualTo("SEQ_CLS");
            }),
        new OptionProof(
            "--head-learning-rate",
            "moves the head alone; 0.001 changes nothing",
            runs -> {
              classify(runs, "--head-learning-rate", "0.001").sameAdapterAs(classify(runs));
              TrialRun still = classify(runs, "--head-learning-rate", "0");
              assertThat(still.numbers("classifier.bias")).containsOnly(0);
              assertThat(classify(runs).numbers("classifier.bias")).doesNotContain(0);
              runs.run("--head-learning-rate", "0.1").failed(2, "--task classification");
            }));
  }

  private static TrialRun classify(TrialRuns runs, String... more) {
    Path place = runs.place("classify");
    place.toFile().mkdirs();
    List<String> line = new ArrayList<>(List.of("--task", "classification"));
    line.addAll(List.of("--model", TinyEncoder.checkpoint(place).toString()));
    line.addAll(List.of("--data", TinyEncoder.rows(place).toString(), "--max-length", "32"));
    line.addAll(List.of(more));
    return runs.run(line.toArray(String[]::new));
  }
}
