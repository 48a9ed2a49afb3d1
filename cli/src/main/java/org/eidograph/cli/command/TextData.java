// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.train.data.FieldMapping;
import picocli.CommandLine.Option;

/** Option group: texts of which every token is learned. */
final class TextData {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "texts: files of any size, or a directory with train, valid and test files; they are read"
              + " once and kept as tokens")
  private List<Path> data = List.of();

  @Option(
      names = "--eval-data",
      paramLabel = "PATH",
      description = "evaluation files; without them a share of the data is held out")
  private List<Path> evalData = List.of();

  @Option(
      names = "--eval-fraction",
      defaultValue = "0.01",
      paramLabel = "SHARE",
      description = "share of the sequences held out (default: ${DEFAULT-VALUE})")
  private double evalFraction;

  @Option(
      names = "--max-length",
      defaultValue = "0",
      paramLabel = "TOKENS",
      description =
          "tokens of a sequence, longer texts are cut into several; 0 means the smaller of 512 and"
              + " the model's limit (default: ${DEFAULT-VALUE})")
  private int maxLength;

  @Option(
      names = "--field",
      paramLabel = "KEY=NAME",
      description = "where a row keeps a field, for example text=body")
  private List<String> fields = List.of();

  /** Whether any text is named, or how it is read. */
  boolean given() {
    return !data.isEmpty()
        || !evalData.isEmpty()
        || !fields.isEmpty()
        || maxLength != 0
        || evalFraction != 0.01;
  }

  FineTuneRequest.Data request() {
    return PretrainRequest.texts(
        data, evalData, maxLength, FieldMapping.parse(fields), evalFraction);
  }
}
