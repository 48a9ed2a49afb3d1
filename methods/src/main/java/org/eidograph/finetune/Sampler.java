// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eidograph.model.CausalLm;
import org.eidograph.model.generate.CachedModel;
import org.eidograph.model.generate.Sampling;
import org.eidograph.model.generate.TextGenerator;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.train.Evaluator;
import org.eidograph.train.TrainListener;

/** Continues a run's prompts greedily and writes the texts into its book. */
public final class Sampler {
  /** Tokens of a continuation. */
  private static final int TOKENS = 60;

  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final List<String> prompts;
  private final SampleBook book;

  /** A sampler for a model, whose texts go into a book. */
  public Sampler(CausalLm model, Tokenizer tokenizer, List<String> prompts, SampleBook book) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.prompts = prompts;
    this.book = book;
  }

  /** Samples the model as it is before the first step, where the book does not know it yet. */
  public void sampleStart() {
    prompts.stream().filter(p -> book.at(0, p).isEmpty()).forEach(p -> sample(0, p));
  }

  /** Samples the model as it is now. */
  public void sample(long step) {
    prompts.forEach(prompt -> sample(step, prompt));
  }

  private void sample(long step, String prompt) {
    Set<Integer> stops = Set.copyOf(model.config().specialTokens().eos());
    try (CachedModel cached = new CachedModel(model)) {
      String text =
          new TextGenerator(tokenizer, Sampling.greedy(TOKENS, stops))
              .generate(prompt, false, cached, piece -> {})
              .text();
      book.put(new SampleBook.Entry(step, prompt, text));
    }
  }

  /** The book as pairs of before and after, with what lies between. */
  public List<FineTuneResult.Sample> pairs(long lastStep) {
    List<FineTuneResult.Sample> pairs = new ArrayList<>();
    for (String prompt : prompts) {
      List<FineTuneResult.Stage> during =
          book.of(prompt).stream()
              .filter(e -> e.step() > 0 && e.step() < lastStep)
              .map(e -> new FineTuneResult.Stage(e.step(), e.text()))
              .toList();
      pairs.add(
          new FineTuneResult.Sample(
              prompt, book.at(0, prompt).orElse(""), during, book.at(lastStep, prompt).orElse("")));
    }
    return pairs;
  }

  /**
   * A listener that also samples during the run.
   *
   * @param every steps between samples; 0 for each evaluation between the first and the last
   */
  public TrainListener during(TrainListener listener, int every) {
    return new During(listener, every);
  }

  private final class During implements TrainListener {
    private final TrainListener listener;
    private final int every;
    private long lastStep;

    During(TrainListener listener, int every) {
      this.listener = listener;
      this.every = every;
    }

    @Override
    public void onStep(StepReport report) {
      listener.onStep(report);
      lastStep = report.totalSteps();
      if (every > 0 && report.step() % every == 0) {
        sampleBetween(report.step());
      }
    }

    @Override
    public void onEvaluation(long step, Evaluator.Result result) {
      listener.onEvaluation(step, result);
      if (every == 0) {
        sampleBetween(step);
      }
    }

    /** The first and the last state are sampled by the run itself. */
    private void sampleBetween(long step) {
      if (step > 0 && step < lastStep) {
        sample(step);
      }
    }

    @Override
    public void onCheckpoint(java.nio.file.Path directory) {
      listener.onCheckpoint(directory);
    }

    @Override
    public boolean stopRequested() {
      return listener.stopRequested();
    }
  }
}
