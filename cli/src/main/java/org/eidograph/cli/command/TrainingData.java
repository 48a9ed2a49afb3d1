// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Overflow;
import org.eidograph.train.data.TrainOn;
import picocli.CommandLine.Option;

/** Option group: what to learn from. */
final class TrainingData {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "training files, or a directory with train, valid and test files")
  private List<Path> data = List.of();

  @Option(
      names = "--eval-data",
      paramLabel = "PATH",
      description = "evaluation files; without them a share of the data is held out")
  private List<Path> evalData = List.of();

  @Option(
      names = "--eval-fraction",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description =
          "share of the rows (of the windows, for plain text) held out for evaluation (default:"
              + " ${DEFAULT-VALUE})")
  private double evalFraction;

  @Option(
      names = "--max-length",
      defaultValue = "0",
      paramLabel = "TOKENS",
      description =
          "tokens of a sequence; 0 means the smaller of 512 and the model's limit (default:"
              + " ${DEFAULT-VALUE})")
  private int maxLength;

  @Option(
      names = "--overflow",
      defaultValue = "right",
      paramLabel = "RULE",
      description =
          "${COMPLETION-CANDIDATES}: rows longer than that lose their end, lose their beginning,"
              + " are left out, or are cut into several (default: ${DEFAULT-VALUE})")
  private Overflow overflow = Overflow.RIGHT;

  @Option(
      names = "--train-on",
      defaultValue = "completion",
      paramLabel = "PART",
      description =
          "${COMPLETION-CANDIDATES}: which tokens are learned; last is the assistant's last turn"
              + " (default: ${DEFAULT-VALUE})")
  private TrainOn trainOn = TrainOn.COMPLETION;

  @Option(
      names = "--field",
      paramLabel = "KEY=NAME",
      description = "where a row keeps a field, for example text=body")
  private List<String> fields = List.of();

  FineTuneRequest.Data request() {
    return new FineTuneRequest.Data(
        data, evalData, maxLength, trainOn, overflow, FieldMapping.parse(fields), evalFraction);
  }
}
