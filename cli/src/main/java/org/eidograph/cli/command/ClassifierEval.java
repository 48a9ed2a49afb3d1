// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.ClassificationEvaluator;
import org.eidograph.train.data.ClassLabels;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.LabelledSource;
import org.eidograph.train.engine.Workers;

/**
 * A classifier on labelled texts.
 *
 * @param model base and adapter
 * @param maxLength tokens of a text; 0 means the model's limit
 */
record ClassifierEval(AdapterOptions model, List<Path> data, FieldMapping fields, int maxLength) {
  /**
   * What was measured.
   *
   * @param loss mean cross-entropy per text, in nats
   * @param truncated texts that were too long
   */
  record Score(
      double loss, double accuracy, double macroF1, long texts, int classes, long truncated) {}

  Score run(Output output, int threads) {
    try (SequenceClassifier loaded = model.loadClassifier(output);
        Tokenizer tokenizer = Tokenizers.open(model.base().directory());
        LabelledSource source = LabelledSource.open(request(loaded), tokenizer);
        Workers workers = new Workers(threads)) {
      ClassificationEvaluator.Result result =
          ClassificationEvaluator.evaluate(loaded, source.train(), workers);
      return new Score(
          result.loss(),
          result.confusion().accuracy(),
          result.confusion().macroF1(),
          result.confusion().total(),
          loaded.labels().size(),
          source.report().truncated());
    }
  }

  /** Everything in one set, nothing held out. */
  private LabelledSource.Request request(SequenceClassifier loaded) {
    int limit = loaded.maxTokens();
    return new LabelledSource.Request(
        data,
        List.of(),
        fields,
        new ClassLabels(loaded.labels()),
        DataOptions.maxLength(maxLength, limit, limit),
        loaded.vocabularySize(),
        0,
        0);
  }

  static List<Block> blocks(Score score) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("accuracy", String.format(Locale.ROOT, "%.4f", score.accuracy()));
    rows.put("macro-F1", String.format(Locale.ROOT, "%.4f", score.macroF1()));
    rows.put("loss", String.format(Locale.ROOT, "%.4f", score.loss()));
    rows.put("texts", String.valueOf(score.texts()));
    rows.put("classes", String.valueOf(score.classes()));
    rows.put("truncated texts", String.valueOf(score.truncated()));
    return List.of(new Block.Facts(rows));
  }
}
