// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.InputAnalysis;
import org.eidograph.lora.LoraInit;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.CausalLm;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.metrics.CompositeSink;
import org.eidograph.train.metrics.MetricSink;

/** A prepared fine-tuning run; it owns model, tokenizer and data until {@link #close}. */
public final class FineTune implements AutoCloseable {
  private final FineTuneRequest request;
  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final DataSource data;
  private final Advice advice;
  private final LoraModel lora;
  private final Planner planner;

  private FineTune(
      FineTuneRequest request,
      CausalLm model,
      Tokenizer tokenizer,
      DataSource data,
      Advice advice) {
    this.request = advice.applyTo(request);
    this.model = model;
    this.tokenizer = tokenizer;
    this.data = data;
    this.advice = advice;
    this.lora = attach(this.request, model, data);
    this.planner = new Planner(this.request, lora, subject(request, model, data));
  }

  /** What a plan says of a language model's data. */
  static Planner.Subject subject(FineTuneRequest request, CausalLm model, DataSource data) {
    return new Planner.Subject(
        data.train(),
        maxLength(request, model),
        null,
        List.of(
            PlanLines.line(
                "conversation format", data.report().conversationFormat(), "of the base")));
  }

  private static LoraModel attach(FineTuneRequest request, CausalLm model, DataSource data) {
    if (request.lora().init() != LoraInit.EVA) {
      return LoraModel.attach(model, request.lora());
    }
    try (InputAnalysis analysis =
        InputAnalysis.of(model, request.lora(), new ShownBatches(data.train()))) {
      return LoraModel.attach(model, analysis.spec(), analysis);
    }
  }

  /** Who is told, and whether to continue an earlier run. */
  public record Watch(MetricSink metrics, TrainListener listener, boolean resume) {
    /** Nobody, from the beginning. */
    public static final Watch NONE =
        new Watch(new CompositeSink(List.of()), TrainListener.NONE, false);
  }

  /**
   * Loads and checks everything, trains nothing.
   *
   * @throws org.eidograph.base.EidographException for anything unusable, before any step
   */
  public static FineTune prepare(FineTuneRequest request) {
    return prepare(request, AutoChoices.NONE, TrainListener.NONE);
  }

  /**
   * The same, with open choices computed: targets by the alignment of the base's modules with the
   * training data, the rate by a few short trainings.
   *
   * @param open what to compute; the request's own values in these places are not used
   * @param listener told of the steps of the short trainings, and asked whether to stop
   */
  public static FineTune prepare(
      FineTuneRequest request, AutoChoices open, TrainListener listener) {
    return prepare(
        request, (model, data) -> new Adviser(request, model, data).advise(open, listener));
  }

  /**
   * The same for a run that goes on.
   *
   * @param known what was computed when it began; taken as it is
   */
  public static FineTune prepare(FineTuneRequest request, Advice known) {
    return prepare(request, (model, data) -> known);
  }

  private static FineTune prepare(
      FineTuneRequest request, BiFunction<CausalLm, DataSource, Advice> adviser) {
    Path directory = request.model().directory();
    FineTuneRequest.Base base = request.model();
    try (OpenParts parts = new OpenParts()) {
      Tokenizer tokenizer = parts.add(Tokenizers.open(directory), Tokenizer::close);
      CausalLm model =
          parts.add(CausalLm.load(directory, base.type(), base.device()), CausalLm::close);
      DataSource data =
          parts.add(
              LanguageData.open(
                  request.data(), directory, model.config(), request.training().seed(), tokenizer),
              DataSource::close);
      return parts.handedTo(
          new FineTune(request, model, tokenizer, data, adviser.apply(model, data)));
    }
  }

  static int maxLength(FineTuneRequest request, CausalLm model) {
    return LanguageData.maxLength(request.data(), model.config());
  }

  /** What {@link #run} will do. */
  public FineTunePlan plan() {
    return planner.plan(advice);
  }

  /** The request with every open choice filled in. */
  public FineTuneRequest request() {
    return request;
  }

  /** Peak learning rate of each group, by its name. */
  public Map<String, Double> peaks() {
    Map<String, Double> peaks = new LinkedHashMap<>();
    planner.rates().groups().forEach(group -> peaks.put(group.name(), group.learningRate()));
    return peaks;
  }

  /** What was computed before the run. */
  public Advice advice() {
    return advice;
  }

  /** The adapters, still untrained before {@link #run}. */
  public LoraModel lora() {
    return lora;
  }

  /** What the data are. */
  public DataSource data() {
    return data;
  }

  /**
   * Trains and writes the adapter to {@code <output>/adapter}.
   *
   * @param output an existing directory; checkpoints go there too
   */
  public FineTuneResult run(Path output, Watch watch) {
    plan().memory().requireFits();
    SampleBook book =
        watch.resume()
            ? SampleBook.resume(output, Trainer.newestCheckpointStep(output))
            : SampleBook.start(output);
    Sampler sampler = new Sampler(model, tokenizer, request.output().prompts(), book);
    sampler.sampleStart(); // a fresh adapter has no effect, so this is the base also on a resume
    LoraTrainee trainee =
        new LoraTrainee(lora, planner.rates(), AdapterOrigin.of(request.model().name()));
    TrainSettings settings = planner.settings();
    TrainListener listener = sampler.during(watch.listener(), request.output().sampleEvery());
    TrainResult result;
    try (Trainer trainer =
        new Trainer(
            trainee,
            settings,
            new Trainer.Data(data.train(), data.eval()),
            new Trainer.Watch(watch.metrics(), listener),
            new Trainer.Place(output, RunIdentity.of(request, settings, data.train().sha256())))) {
      result = watch.resume() ? trainer.resume() : trainer.fit();
    }
    Path adapter = output.resolve("adapter");
    trainee.saveResult(adapter, request.output().adapterType());
    sampler.sample(result.steps());
    return new FineTuneResult(result, adapter, sampler.pairs(result.steps()));
  }

  @Override
  public void close() {
    lora.detach();
    model.close();
    tokenizer.close();
    data.close();
  }
}
