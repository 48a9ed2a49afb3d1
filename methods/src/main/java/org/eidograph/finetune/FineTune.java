// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.UsageException;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.CausalLm;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.generate.CachedModel;
import org.eidograph.model.generate.Sampling;
import org.eidograph.model.generate.TextGenerator;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.train.metrics.CompositeSink;
import org.eidograph.train.metrics.MetricSink;

/** A prepared fine-tuning run; it owns model, tokenizer and data until {@link #close}. */
public final class FineTune implements AutoCloseable {
  /** Tokens of a sample's continuation. */
  private static final int SAMPLE_TOKENS = 60;

  private final FineTuneRequest request;
  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final DataSource data;
  private final LoraModel lora;
  private final Planner planner;

  private FineTune(FineTuneRequest request, CausalLm model, Tokenizer tokenizer, DataSource data) {
    this.request = request;
    this.model = model;
    this.tokenizer = tokenizer;
    this.data = data;
    this.lora = LoraModel.attach(model, request.lora());
    this.planner = new Planner(request, lora, data);
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
    Path directory = request.model().directory();
    Tokenizer tokenizer = Tokenizers.open(directory);
    CausalLm model = null;
    DataSource data = null;
    try {
      model = CausalLm.load(directory, request.model().type(), request.model().device());
      data = openData(request, model, tokenizer);
      return new FineTune(request, model, tokenizer, data);
    } catch (RuntimeException e) {
      tokenizer.close();
      if (model != null) {
        model.close();
      }
      if (data != null) {
        data.close();
      }
      throw e;
    }
  }

  private static DataSource openData(FineTuneRequest request, CausalLm model, Tokenizer tokenizer) {
    FineTuneRequest.Data wanted = request.data();
    DataOptions options =
        DataOptions.defaults(maxLength(request, model), model.config().vocabularySize())
            .withTrainOn(wanted.trainOn())
            .withOverflow(wanted.overflow())
            .withFields(wanted.fields())
            .withEvalFraction(wanted.evalFraction(), request.training().seed());
    return DataSource.open(
        new DataRequest(wanted.paths(), wanted.evalPaths(), options),
        tokenizer,
        ChatFormat.of(ChatTemplates.ofCheckpoint(request.model().directory()), tokenizer));
  }

  static int maxLength(FineTuneRequest request, CausalLm model) {
    int limit = model.config().maxPositions();
    int wanted = request.data().maxLength();
    if (wanted > limit) {
      throw new UsageException(
          "the maximal length must not exceed the model's %d positions, got %d; lower --max-length"
              .formatted(limit, wanted));
    }
    return wanted > 0 ? wanted : Math.min(limit, FineTuneRequest.DEFAULT_MAX_LENGTH);
  }

  /** What {@link #run} will do. */
  public FineTunePlan plan() {
    return planner.plan();
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
    FineTunePlan plan = plan();
    plan.memory().requireFits();
    List<String> before = watch.resume() ? List.of() : samples();
    LoraTrainee trainee =
        new LoraTrainee(lora, planner.rates(), AdapterOrigin.of(request.model().name()));
    TrainSettings settings = planner.settings();
    Trainer.Place place = new Trainer.Place(output, identity(plan));
    TrainResult result;
    try (Trainer trainer =
        new Trainer(
            trainee,
            settings,
            new Trainer.Data(data.train(), data.eval()),
            new Trainer.Watch(watch.metrics(), watch.listener()),
            place)) {
      result = watch.resume() ? trainer.resume() : trainer.fit();
    }
    Path adapter = output.resolve("adapter");
    trainee.save(adapter);
    return new FineTuneResult(result, adapter, pairs(before, samples()));
  }

  private Map<String, String> identity(FineTunePlan plan) {
    return Map.of(
        "data", data.train().sha256(),
        "lora", String.valueOf(request.lora()),
        "rates", String.valueOf(request.rates()),
        "steps", String.valueOf(plan.steps()),
        "batches", String.valueOf(planner.settings().batches()),
        "base", request.model().name() + " " + request.model().type(),
        "engine", String.valueOf(request.training().engine()),
        "clip_norm", String.valueOf(request.training().clipNorm()),
        "seed", String.valueOf(request.training().seed()));
  }

  private List<String> samples() {
    List<String> texts = new ArrayList<>();
    Set<Integer> stops = Set.copyOf(model.config().specialTokens().eos());
    for (String prompt : request.prompts()) {
      try (CachedModel cached = new CachedModel(model)) {
        texts.add(
            new TextGenerator(tokenizer, Sampling.greedy(SAMPLE_TOKENS, stops))
                .generate(prompt, false, cached, piece -> {})
                .text());
      }
    }
    return texts;
  }

  private List<FineTuneResult.Sample> pairs(List<String> before, List<String> after) {
    List<FineTuneResult.Sample> pairs = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      String old = i < before.size() ? before.get(i) : "(sampled before the interruption)";
      pairs.add(new FineTuneResult.Sample(request.prompts().get(i), old, after.get(i)));
    }
    return pairs;
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
    data.close();
  }
}
