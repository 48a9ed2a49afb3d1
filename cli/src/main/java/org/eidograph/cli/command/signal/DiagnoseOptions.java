// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.signal.diagnose.DiagnoseSettings;
import org.eidograph.signal.diagnose.ProbeTexts;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: on which texts, and how exactly. */
final class DiagnoseOptions {
  private static final int TEXTS = 4;
  private static final int THOROUGH_TEXTS = 16;
  private static final int TOKENS = 32;
  private static final int THOROUGH_TOKENS = 128;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "text, JSONL, JSON, CSV or Parquet; may be given several times (default: a few built-in"
              + " passages, or random tokens where there is no tokenizer)")
  private List<Path> data = List.of();

  @Option(
      names = "--texts",
      paramLabel = "N",
      description = "texts; most standard errors are over them (default: 4, thorough 16)")
  private @Nullable Integer texts;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "tokens of each text; shorter texts are left out (default: 32, thorough 128)")
  private @Nullable Integer tokens;

  @Option(
      names = "--probes",
      paramLabel = "N",
      description = "random vectors behind each Jacobian norm (default: 8, thorough 16)")
  private @Nullable Integer probes;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "steps behind each largest singular value (default: 10, thorough 30)")
  private @Nullable Integer iterations;

  @Option(
      names = "--thorough",
      description = "more of all four: some forty times longer, standard errors about half")
  private boolean thorough;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "of the choice of texts and of the probes (default: ${DEFAULT-VALUE})")
  private long seed;

  DiagnoseSettings settings() {
    DiagnoseSettings usual = thorough ? DiagnoseSettings.THOROUGH : DiagnoseSettings.DEFAULT;
    return new DiagnoseSettings(
        probes == null ? usual.probes() : probes,
        iterations == null ? usual.iterations() : iterations,
        seed);
  }

  private int texts() {
    return texts != null ? texts : thorough ? THOROUGH_TEXTS : TEXTS;
  }

  private int tokens() {
    return tokens != null ? tokens : thorough ? THOROUGH_TOKENS : TOKENS;
  }

  /** The texts for a loaded model. */
  ProbeTexts texts(Path directory, SegmentedModel model) {
    if (data.isEmpty() && !Files.exists(directory.resolve("tokenizer.json"))) {
      return ProbeTexts.random(model.vocabularySize(), texts(), tokens(), seed);
    }
    try (Tokenizer tokenizer = Tokenizers.open(directory)) {
      return data.isEmpty()
          ? ProbeTexts.builtIn(tokenizer, texts(), tokens(), seed)
          : fromData(directory, model, tokenizer);
    }
  }

  private ProbeTexts fromData(Path directory, SegmentedModel model, Tokenizer tokenizer) {
    int limit = model.maxTokens();
    DataOptions rows =
        DataOptions.defaults(Math.min(Math.max(tokens(), 2), limit), model.vocabularySize());
    try (DataSource source =
        DataSource.open(
            DataRequest.whole(data, rows),
            tokenizer,
            ChatFormat.of(ChatTemplates.ofCheckpoint(directory), tokenizer))) {
      return ProbeTexts.of(source.train(), texts(), tokens(), seed);
    }
  }
}
