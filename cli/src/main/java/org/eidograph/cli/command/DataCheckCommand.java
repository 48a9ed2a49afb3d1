// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Table;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataReport;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.data.TrainOn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a training run would see. */
@Command(
    name = "check",
    description = "Show counts, lengths, cuts and a sample of what a run would learn.",
    footer = {
      "",
      "Example:",
      "  eido data check --model fixtures/stories260k --data data/instruct.json"
    })
final class DataCheckCommand implements Runnable {
  @Mixin private Output output;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "checkpoint whose tokenizer and chat template apply; its weights are not read")
  private String model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "files or a directory")
  private List<Path> data;

  @Option(
      names = "--max-length",
      defaultValue = "0",
      paramLabel = "TOKENS",
      description =
          "tokens of a sequence; 0 means the smaller of 512 and the model's limit (default:"
              + " ${DEFAULT-VALUE})")
  private int maxLength;

  @Option(
      names = "--train-on",
      defaultValue = "completion",
      paramLabel = "PART",
      description =
          "${COMPLETION-CANDIDATES}: which tokens are learned (default: ${DEFAULT-VALUE})")
  private TrainOn trainOn = TrainOn.COMPLETION;

  @Override
  public void run() {
    Path directory = CheckpointLocator.of(System.getenv()).locate(model);
    TransformerConfig config = ConfigReader.read(directory);
    int length =
        DataOptions.maxLength(maxLength, FineTuneRequest.DEFAULT_MAX_LENGTH, config.maxPositions());
    DataOptions options =
        DataOptions.defaults(length, config.vocabularySize()).withTrainOn(trainOn);
    try (Tokenizer tokenizer = Tokenizers.open(directory);
        DataSource source =
            DataSource.open(
                new DataRequest(data, List.of(), options),
                tokenizer,
                ChatFormat.of(ChatTemplates.ofCheckpoint(directory), tokenizer))) {
      output.print(source.report(), DataCheckCommand::blocks);
    }
  }

  static List<Block> blocks(DataReport report) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Grid(
            new Table(
                "Files (conversations as " + report.conversationFormat() + ")",
                List.of("file", "shape", "rows", "examples", "truncated", "dropped", "all masked"),
                report.files().stream().map(DataCheckCommand::row).toList())));
    blocks.add(
        new Block.Grid(
            new Table(
                "Sets",
                List.of("set", "examples", "tokens", "learned tokens"),
                List.of(set("train", report.train()), set("held out", report.eval())))));
    blocks.add(
        new Block.Grid(
            new Table(
                "Lengths in tokens",
                List.of("tokens", "rows"),
                report.lengths().stream()
                    .map(b -> List.of(b.from() + "–" + b.to(), String.valueOf(b.rows())))
                    .toList())));
    StringBuilder sample = new StringBuilder("A sample; what is learned stands in 【】:\n");
    report.sample().forEach(r -> sample.append(r.trained() ? "【" + r.text() + "】" : r.text()));
    blocks.add(new Block.Text(sample.toString()));
    return blocks;
  }

  private static List<String> row(DataReport.FileCount f) {
    return List.of(
        f.file(),
        f.shape(),
        String.valueOf(f.rows()),
        String.valueOf(f.examples()),
        String.valueOf(f.truncated()),
        String.valueOf(f.dropped()),
        String.valueOf(f.fullyMasked()));
  }

  private static List<String> set(String name, DataReport.SetCount count) {
    return List.of(
        name,
        String.valueOf(count.examples()),
        String.valueOf(count.tokens()),
        String.valueOf(count.trainedTokens()));
  }
}
