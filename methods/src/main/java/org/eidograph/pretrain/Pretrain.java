// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.SampleBook;
import org.eidograph.finetune.Sampler;
import org.eidograph.model.CausalLm;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.load.CheckpointLoader;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.torch.DType;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.ChatFormat;
import org.eidograph.train.data.ConversationFormat;
import org.eidograph.train.data.DataOptions;
import org.eidograph.train.data.DataRequest;
import org.eidograph.train.data.DataSource;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.TransferPlan;

/**
 * A prepared training of a whole model, from scratch or from its weights; it owns model, tokenizer
 * and data until {@link #close}.
 */
public final class Pretrain implements AutoCloseable {
  private final PretrainRequest request;
  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final DataSource data;
  private final TransferPlan transfer;
  private final PretrainPlan plan;

  private Pretrain(
      PretrainRequest request,
      CausalLm model,
      Tokenizer tokenizer,
      DataSource data,
      TransferPlan transfer,
      List<PlainRule> rules) {
    this.request = request;
    this.model = model;
    this.tokenizer = tokenizer;
    this.data = data;
    this.transfer = transfer;
    WholeModel trainee = new WholeModel(model, rules, request.start().computeType());
    TrainSettings settings =
        request.course().settings(data.train(), maxLength(request, model.config()));
    this.plan = new PretrainPlan(request, transfer, rules, trainee, settings);
  }

  /**
   * Loads or draws the weights and reads the data; trains nothing.
   *
   * @throws org.eidograph.base.EidographException for anything unusable, before any step
   */
  public static Pretrain prepare(PretrainRequest request) {
    Path directory = request.start().directory();
    TransferPlan transfer = TransferPlan.of(request.rules());
    TransformerConfig config = ConfigReader.read(directory);
    List<PlainRule> rules = PlainRule.of(transfer, config);
    Tokenizer tokenizer = Tokenizers.open(directory);
    CausalLm model = null;
    DataSource data = null;
    try {
      Tokenizers.requireFits(tokenizer, config.vocabularySize());
      model = model(request, config, rules);
      data = openData(request, config, tokenizer);
      return new Pretrain(request, model, tokenizer, data, transfer, rules);
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

  /** The weights before the first step; the caller closes the model. */
  static CausalLm model(PretrainRequest request, TransformerConfig config, List<PlainRule> rules) {
    PretrainRequest.Start start = request.start();
    if (!start.fresh()) {
      return CausalLm.load(start.directory(), DType.FLOAT32, start.device());
    }
    long seed = request.course().training().seed();
    try (DrawnTensors drawn =
        new DrawnTensors(rules, config.layers(), config.experts().count(), seed)) {
      return CheckpointLoader.load(config, drawn, DType.FLOAT32, start.device().requireAvailable());
    }
  }

  private static DataSource openData(
      PretrainRequest request, TransformerConfig config, Tokenizer tokenizer) {
    FineTuneRequest.Data wanted = request.data();
    DataOptions options =
        DataOptions.defaults(maxLength(request, config), config.vocabularySize())
            .withTrainOn(wanted.trainOn())
            .withOverflow(wanted.overflow())
            .withFields(wanted.fields())
            .withEvalFraction(wanted.evalFraction(), request.course().training().seed());
    return DataSource.open(
        new DataRequest(wanted.paths(), wanted.evalPaths(), options),
        tokenizer,
        chat(request.start().directory(), tokenizer));
  }

  /** The chat format of a checkpoint's directory. */
  static ConversationFormat chat(Path directory, Tokenizer tokenizer) {
    return ChatFormat.of(ChatTemplates.ofCheckpoint(directory), tokenizer);
  }

  private static int maxLength(PretrainRequest request, TransformerConfig config) {
    return DataOptions.maxLength(
        request.data().maxLength(), FineTuneRequest.DEFAULT_MAX_LENGTH, config.maxPositions());
  }

  /** What {@link #run} will do. */
  public FineTunePlan plan() {
    return plan.plan(data.train());
  }

  /** The rules by which its tensors start and train, to be kept beside the weights. */
  public TransferPlan transfer() {
    return transfer;
  }

  /** What the data are. */
  public DataSource data() {
    return data;
  }

  /**
   * Trains and writes a checkpoint to {@code <output>/model}.
   *
   * @param output an existing directory; checkpoints of the run go there too
   */
  public PretrainResult run(Path output, FineTune.Watch watch) {
    plan().memory().requireFits();
    SampleBook book =
        watch.resume()
            ? SampleBook.resume(output, Trainer.newestCheckpointStep(output))
            : SampleBook.start(output);
    Sampler sampler = new Sampler(model, tokenizer, request.output().prompts(), book);
    sampler.sampleStart();
    TrainSettings settings = plan.settings();
    TrainListener listener = sampler.during(watch.listener(), request.output().sampleEvery());
    TrainResult result;
    try (Trainer trainer =
        new Trainer(
            plan.trainee(),
            settings,
            new Trainer.Data(data.train(), data.eval()),
            new Trainer.Watch(watch.metrics(), listener),
            new Trainer.Place(output, identity(settings)))) {
      result = watch.resume() ? trainer.resume() : trainer.fit();
    }
    Path directory = output.resolve("model");
    TrainedCheckpoint.write(
        directory, request.start().directory(), plan.trainee(), request.output().adapterType());
    transfer.write(directory.resolve(TrainedCheckpoint.PLAN));
    sampler.sample(result.steps());
    return new PretrainResult(result, directory, sampler.pairs(result.steps()));
  }

  private Map<String, String> identity(TrainSettings settings) {
    Map<String, String> identity = new TreeMap<>();
    identity.put("data", data.train().sha256());
    identity.put("model", request.start().name());
    identity.put("fresh", String.valueOf(request.start().fresh()));
    identity.put("compute_type", request.start().computeType().toString());
    identity.put("device", request.start().device().toString());
    identity.put("rules", plan.rules().toString());
    identity.put("schedule", settings.schedule().toString());
    identity.put("steps", String.valueOf(settings.steps()));
    identity.put("batches", settings.batches().toString());
    identity.put("engine", settings.engine().toString());
    identity.put("clip_norm", String.valueOf(settings.clipNorm()));
    identity.put("seed", String.valueOf(settings.seed()));
    return identity;
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
    data.close();
  }
}
