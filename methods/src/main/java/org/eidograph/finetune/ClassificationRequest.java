// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eidograph.base.UsageException;
import org.eidograph.lora.LoraSpec;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.train.data.Overflow;

/**
 * A fine-tuning run that teaches an encoder to classify texts.
 *
 * @param run everything that fine-tuning has in common; what only conversations need is not looked
 *     at
 * @param headLearningRate rate of pooler and output projection, whatever the adapters' is
 * @param labels names of the classes; empty to take them from the data
 */
public record ClassificationRequest(
    FineTuneRequest run, double headLearningRate, List<String> labels) {
  /**
   * Adam moves each weight by about the rate a step: a head drawn with deviation 0.02 has grown
   * tenfold after some hundred steps.
   */
  public static final double DEFAULT_HEAD_RATE = 1e-3;

  public ClassificationRequest {
    if (!(headLearningRate >= 0) || Double.isInfinite(headLearningRate)) {
      throw new UsageException(
          "the head's learning rate must be finite and not negative, got " + headLearningRate);
    }
    if (!run.output().prompts().isEmpty()) {
      throw new UsageException(
          "a classifier writes no text, so it takes no prompts; leave them out");
    }
    if (run.data().overflow() != Overflow.RIGHT) {
      throw new UsageException(
          "a text that is classified loses its end when it is too long, got the rule %s; shorten the texts"
              .formatted(run.data().overflow()));
    }
    labels = List.copyOf(labels);
  }

  /** Head at the default rate, labels from the data. */
  public static ClassificationRequest of(FineTuneRequest run) {
    return new ClassificationRequest(run, DEFAULT_HEAD_RATE, List.of());
  }

  /** This request with another run in common. */
  ClassificationRequest withRun(FineTuneRequest other) {
    return new ClassificationRequest(other, headLearningRate, labels);
  }

  /** The adapters with pooler and output projection trained whole beside them, as PEFT does. */
  LoraSpec lora(EncoderFamily family) {
    Set<String> saved = new LinkedHashSet<>(run.lora().modulesToSave());
    saved.add("classifier");
    if (family == EncoderFamily.BERT) {
      saved.add("pooler");
    }
    return run.lora().with(spec -> spec.modulesToSave(saved.toArray(String[]::new)));
  }
}
