// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.eidograph.base.UsageException;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.load.NewHead;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.ClassificationEvaluator;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.ClassLabels;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.train.data.LabelledSource;
import org.eidograph.train.engine.Workers;
import org.jspecify.annotations.Nullable;

/**
 * A prepared run that teaches an encoder to classify; it owns model, tokenizer and data until
 * {@link #close}.
 */
public final class Classification implements AutoCloseable {
  private final ClassificationRequest request;
  private final SequenceClassifier model;
  private final Tokenizer tokenizer;
  private final LabelledSource data;
  private final Advice advice;
  private final LoraModel lora;
  private final Planner planner;

  private Classification(
      ClassificationRequest request,
      SequenceClassifier model,
      Tokenizer tokenizer,
      LabelledSource data,
      Advice advice) {
    this.request = request.withRun(advice.applyTo(request.run()));
    this.model = model;
    this.tokenizer = tokenizer;
    this.data = data;
    this.advice = advice;
    this.lora = LoraModel.attach(model, request.lora(model.config().family()));
    this.planner = new Planner(this.request.run(), lora, subject(request, model, data));
  }

  private static Planner.Subject subject(
      ClassificationRequest request, SequenceClassifier model, LabelledSource data) {
    return new Planner.Subject(
        data.train(),
        maxLength(request.run(), model),
        request.headLearningRate(),
        ownLines(request, model));
  }

  /**
   * Loads and checks everything, trains nothing.
   *
   * @throws org.eidograph.base.EidographException for anything unusable, before any step
   */
  public static Classification prepare(ClassificationRequest request) {
    return prepare(request, AutoChoices.NONE, TrainListener.NONE);
  }

  /**
   * The same, with the adapters' rate found by a few short trainings if that is open. The head
   * keeps its own rate in them.
   *
   * @param open what to compute; only the rate can be
   * @param listener told of the steps of the short trainings, and asked whether to stop
   */
  public static Classification prepare(
      ClassificationRequest request, AutoChoices open, TrainListener listener) {
    if (open.where() != null) {
      throw new UsageException(
          "modules are scored on what a language model writes, so a classifier's targets must be named; give --target all-linear or names");
    }
    return prepare(request, (model, data) -> advise(request, model, data, open, listener));
  }

  /**
   * The same for a run that goes on.
   *
   * @param known what was computed when it began; taken as it is
   */
  public static Classification prepare(ClassificationRequest request, Advice known) {
    return prepare(request, (model, data) -> known);
  }

  private static Classification prepare(
      ClassificationRequest request,
      BiFunction<SequenceClassifier, LabelledSource, Advice> adviser) {
    FineTuneRequest run = request.run();
    ClassLabels labels =
        request.labels().isEmpty()
            ? ClassLabels.inData(run.data().paths(), run.data().fields())
            : new ClassLabels(request.labels());
    Path directory = run.model().directory();
    try (OpenParts parts = new OpenParts()) {
      Tokenizer tokenizer = parts.add(Tokenizers.open(directory), Tokenizer::close);
      NewHead head = new NewHead(labels.names(), run.training().seed());
      SequenceClassifier model =
          parts.add(
              SequenceClassifier.load(directory, run.model().type(), run.model().device(), head),
              SequenceClassifier::close);
      LabelledSource data = parts.add(openData(run, model, tokenizer), LabelledSource::close);
      return parts.handedTo(
          new Classification(request, model, tokenizer, data, adviser.apply(model, data)));
    }
  }

  private static Advice advise(
      ClassificationRequest request,
      SequenceClassifier model,
      LabelledSource data,
      AutoChoices open,
      TrainListener listener) {
    if (open.search() == null) {
      return Advice.NONE;
    }
    FineTuneRequest whole = request.run().withLora(request.lora(model.config().family()));
    RateSearch.Trainable ground =
        new RateSearch.Trainable(model, data.train(), data.eval(), subject(request, model, data));
    return Advice.NONE.withSearch(new RateSearch(whole, ground, open.search(), listener).run());
  }

  private static LabelledSource openData(
      FineTuneRequest run, SequenceClassifier model, Tokenizer tokenizer) {
    FineTuneRequest.Data wanted = run.data();
    return LabelledSource.open(
        new LabelledSource.Request(
            wanted.paths(),
            wanted.evalPaths(),
            wanted.fields(),
            new ClassLabels(model.labels()),
            maxLength(run, model),
            model.vocabularySize(),
            wanted.evalFraction(),
            run.training().seed()),
        tokenizer);
  }

  private static int maxLength(FineTuneRequest run, SequenceClassifier model) {
    return DataOptions.maxLength(
        run.data().maxLength(), FineTuneRequest.DEFAULT_MAX_LENGTH, model.maxTokens());
  }

  private static List<FineTunePlan.Line> ownLines(
      ClassificationRequest request, SequenceClassifier model) {
    List<FineTunePlan.Line> lines = new ArrayList<>();
    lines.add(
        new FineTunePlan.Line(
            "head",
            "%d classes, learning rate %s"
                .formatted(model.labels().size(), PlanLines.number(request.headLearningRate())),
            "trained whole with its pooler, at a rate of its own",
            "Chen, Villar, Hayou 2026, arXiv 2602.06204"));
    model.notes().forEach(note -> lines.add(PlanLines.line("new", note, "not in the base")));
    return lines;
  }

  /** What {@link #run} will do. */
  public FineTunePlan plan() {
    return planner.plan(advice);
  }

  /** The request with an open rate filled in. */
  public ClassificationRequest request() {
    return request;
  }

  /** What was computed before the run. */
  public Advice advice() {
    return advice;
  }

  /** What the data are. */
  public LabelledSource data() {
    return data;
  }

  /**
   * Trains and writes the adapter to {@code <output>/adapter}.
   *
   * @param output an existing directory; checkpoints go there too
   */
  public ClassificationResult run(Path output, FineTune.Watch watch) {
    plan().memory().requireFits();
    LoraTrainee trainee =
        new LoraTrainee(lora, planner.rates(), AdapterOrigin.of(request.run().model().name()));
    TrainSettings settings = planner.settings();
    // a fresh adapter has no effect and a new head depends on the seed: so also on a resume
    ClassificationEvaluator.Result before = evaluate(data.eval());
    TrainResult result;
    try (Trainer trainer =
        new Trainer(
            trainee,
            settings,
            new Trainer.Data(data.train(), data.eval()),
            new Trainer.Watch(watch.metrics(), watch.listener()),
            new Trainer.Place(output, identity(settings)))) {
      result = watch.resume() ? trainer.resume() : trainer.fit();
    }
    Path adapter = output.resolve("adapter");
    trainee.saveResult(adapter, request.run().output().adapterType());
    return new ClassificationResult(result, adapter, model.labels(), before, evaluate(data.eval()));
  }

  private Map<String, String> identity(TrainSettings settings) {
    Map<String, String> identity =
        new LinkedHashMap<>(RunIdentity.of(request.run(), settings, data.train().sha256()));
    identity.put("head_learning_rate", String.valueOf(request.headLearningRate()));
    identity.put("labels", String.join(", ", model.labels()));
    return identity;
  }

  /**
   * Classifies a set of this run's data.
   *
   * @return null if it is empty
   */
  public ClassificationEvaluator.@Nullable Result evaluate(ExampleSet examples) {
    if (examples.isEmpty()) {
      return null;
    }
    try (Workers workers = new Workers(request.run().training().engine().workers())) {
      return ClassificationEvaluator.evaluate(model, examples, workers);
    }
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
    data.close();
  }
}
