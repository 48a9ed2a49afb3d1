// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.LanguageData;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.metrics.CompositeSink;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.TransferPlan;
import org.eidograph.transfer.TransferRequest;

/**
 * Trainings from scratch that are run for their loss alone: data are read once and shared by all,
 * nothing is kept. Owns the data until {@link #close}; safe for use by several threads.
 */
public final class ShortTrainings implements AutoCloseable {
  /** Held-out sequences that a loss is measured on; more would take the time of training. */
  private static final int EVALUATED = 64;

  private final Tokenizer tokenizer;
  private final DataSource data;
  private final int maxLength;

  private ShortTrainings(Tokenizer tokenizer, DataSource data, int maxLength) {
    this.tokenizer = tokenizer;
    this.data = data;
    this.maxLength = maxLength;
  }

  /**
   * Reads the data.
   *
   * @param directory with the tokenizer
   * @param wanted texts
   * @param config of any of the models; all have its vocabulary and its number of positions
   * @param seed of the split into training and held-out sequences
   * @throws org.eidograph.base.EidographException for anything unusable
   */
  public static ShortTrainings open(
      Path directory, FineTuneRequest.Data wanted, TransformerConfig config, long seed) {
    Tokenizer tokenizer = Tokenizers.open(directory);
    DataSource data = null;
    try {
      Tokenizers.requireFits(tokenizer, config.vocabularySize());
      data = LanguageData.open(wanted, directory, config, seed, tokenizer);
      if (data.eval().isEmpty()) {
        throw new UsageException(
            "losses are compared on held-out text, but none of %d sequences is left for it; give more text, --eval-data or a larger --eval-fraction"
                .formatted(data.train().size()));
      }
      return new ShortTrainings(tokenizer, data, LanguageData.maxLength(wanted, config));
    } catch (RuntimeException e) {
      tokenizer.close();
      if (data != null) {
        data.close();
      }
      throw e;
    }
  }

  /** Tokens of a sequence. */
  public int maxLength() {
    return maxLength;
  }

  /** SHA-256 of the sequences that are trained on and of those that are held out. */
  public List<String> hashes() {
    return List.of(data.train().sha256(), held().sha256());
  }

  private ExampleSet held() {
    return data.eval().spread(EVALUATED);
  }

  /**
   * Trains a fresh model and measures it on held-out text.
   *
   * @param config of the model, the target of the rules
   * @param settings its seed draws the weights; one worker keeps it to its thread
   * @return mean negative log-likelihood of a token in nats; infinite if training diverged
   */
  public double loss(TransformerConfig config, TransferRequest rules, TrainSettings settings) {
    List<PlainRule> plain = PlainRule.of(TransferPlan.of(rules), config);
    try (Scope scope = Scope.open();
        CausalLm model = DrawnModel.of(config, plain, settings.seed(), Device.CPU);
        Trainer trainer =
            new Trainer(
                WholeModel.of(model, plain, DType.FLOAT32),
                settings,
                new Trainer.Data(data.train(), held()),
                new Trainer.Watch(new CompositeSink(List.of()), TrainListener.NONE),
                null)) {
      TrainResult result = trainer.fit();
      return result.after() == null ? Double.POSITIVE_INFINITY : result.after().loss();
    } catch (CheckFailedException diverged) {
      return Double.POSITIVE_INFINITY;
    }
  }

  @Override
  public void close() {
    data.close();
    tokenizer.close();
  }
}
