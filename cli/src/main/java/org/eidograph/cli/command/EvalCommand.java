// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.model.CausalLm;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.Evaluator;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.engine.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the loss of a model on data. */
@Command(
    name = "eval",
    description =
        "Measure loss and perplexity of a model on data, or a classifier's accuracy and macro-F1.",
    footer = {
      "",
      "Examples:",
      "  eido eval --model fixtures/stories260k --data story.txt --json",
      "  eido eval --task classification --model encoder --adapter out/adapter --data test.csv"
    })
public final class EvalCommand implements Runnable {
  @Mixin private AdapterOptions model;
  @Mixin private Output output;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "text, JSONL, JSON, CSV or Parquet; may be given several times")
  private List<Path> data;

  @Option(
      names = "--task",
      defaultValue = "language",
      paramLabel = "TASK",
      description =
          "${COMPLETION-CANDIDATES}: go on writing, or name the class of a text; rows then have a"
              + " text and a label (default: ${DEFAULT-VALUE})")
  private TaskChoice.Task task = TaskChoice.Task.LANGUAGE;

  @Option(
      names = "--field",
      paramLabel = "KEY=NAME",
      description = "where a row keeps a field, for example text=body")
  private List<String> fields = List.of();

  @Option(
      names = "--max-length",
      defaultValue = "0",
      paramLabel = "TOKENS",
      description = "tokens of a sequence; 0 means the model's limit (default: ${DEFAULT-VALUE})")
  private int maxLength;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Override
  public void run() {
    if (task == TaskChoice.Task.CLASSIFICATION) {
      output.print(
          new ClassifierEval(model, data, FieldMapping.parse(fields), maxLength)
              .run(output, Threads.of(workers)),
          ClassifierEval::blocks);
    } else {
      language();
    }
  }

  private void language() {
    Path directory = model.base().directory();
    try (CausalLm loaded = model.load(output);
        Tokenizer tokenizer = Tokenizers.open(directory);
        DataSource source =
            DataSource.open(
                DataRequest.whole(data, options(loaded)),
                tokenizer,
                ChatFormat.of(ChatTemplates.ofCheckpoint(directory), tokenizer));
        Workers threads = new Workers(Threads.of(workers))) {
      output.print(Evaluator.evaluate(loaded, source.train(), threads), EvalCommand::blocks);
    }
  }

  private DataOptions options(CausalLm loaded) {
    int limit = loaded.config().maxPositions();
    return DataOptions.defaults(
            DataOptions.maxLength(maxLength, limit, limit), loaded.config().vocabularySize())
        .withFields(FieldMapping.parse(fields));
  }

  static List<Block> blocks(Evaluator.Result result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("loss", String.format(Locale.ROOT, "%.4f", result.loss()));
    rows.put("perplexity", String.format(Locale.ROOT, "%.3f", result.perplexity()));
    rows.put("tokens", String.valueOf(result.tokens()));
    return List.of(new Block.Facts(rows));
  }
}
