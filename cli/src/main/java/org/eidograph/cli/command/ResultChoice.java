// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import org.eidograph.finetune.FineTuneRequest;
import picocli.CommandLine.Option;

/** Option group: how the result is stored and shown. */
final class ResultChoice {
  @Option(
      names = "--save-dtype",
      defaultValue = "fp32",
      paramLabel = "TYPE",
      description =
          "fp32, bf16 or fp16: type of the result's weights; the smaller two round and halve them,"
              + " checkpoints stay exact (default: ${DEFAULT-VALUE})")
  private String saveType = "fp32";

  @Option(
      names = "--sample-prompt",
      paramLabel = "TEXT",
      description = "continued greedily before, during and after, for the report; may be repeated")
  private List<String> prompts = List.of();

  @Option(
      names = "--sample-every",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "steps between samples during the run; 0 means with each evaluation (default:"
              + " ${DEFAULT-VALUE})")
  private int sampleEvery;

  FineTuneRequest.Output request() {
    return new FineTuneRequest.Output(
        TypeNames.parse("--save-dtype", saveType, "fp32", "bf16", "fp16"), prompts, sampleEvery);
  }
}
