// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;

/** What a language model learns from, in the words of a request. */
public final class LanguageData {
  private LanguageData() {}

  /**
   * Reads and encodes it; the caller closes the source.
   *
   * @param directory of the checkpoint, for its chat template
   * @param seed of the hold-out
   */
  public static DataSource open(
      FineTuneRequest.Data wanted,
      Path directory,
      TransformerConfig config,
      long seed,
      Tokenizer tokenizer) {
    DataOptions options =
        DataOptions.defaults(maxLength(wanted, config), config.vocabularySize())
            .withTrainOn(wanted.trainOn())
            .withOverflow(wanted.overflow())
            .withFields(wanted.fields())
            .withEvalFraction(wanted.evalFraction(), seed);
    return DataSource.open(
        new DataRequest(wanted.paths(), wanted.evalPaths(), options),
        tokenizer,
        ChatFormat.of(ChatTemplates.ofCheckpoint(directory), tokenizer));
  }

  /** Most tokens of a sequence. */
  public static int maxLength(FineTuneRequest.Data wanted, TransformerConfig config) {
    return DataOptions.maxLength(
        wanted.maxLength(), FineTuneRequest.DEFAULT_MAX_LENGTH, config.maxPositions());
  }
}
