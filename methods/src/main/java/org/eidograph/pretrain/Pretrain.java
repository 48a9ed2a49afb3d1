// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.LanguageData;
import org.eidograph.finetune.OpenParts;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.ConfigReader;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.torch.DType;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.data.DataSource;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.TransferPlan;

/**
 * A prepared training of a whole model, from scratch or from its weights; it owns model, tokenizer
 * and data until {@link #close}.
 */
public final class Pretrain implements WholeRun {
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
    WholeModel trainee = WholeModel.of(model, rules, request.start().computeType());
    TrainSettings settings =
        request
            .course()
            .settings(data.train(), LanguageData.maxLength(request.data(), model.config()));
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
    try (OpenParts parts = new OpenParts()) {
      Tokenizer tokenizer = parts.add(Tokenizers.open(directory), Tokenizer::close);
      Tokenizers.requireFits(tokenizer, config.vocabularySize());
      CausalLm model = parts.add(model(request, config, rules), CausalLm::close);
      long seed = request.course().training().seed();
      DataSource data =
          parts.add(
              LanguageData.open(request.data(), directory, config, seed, tokenizer),
              DataSource::close);
      return parts.handedTo(new Pretrain(request, model, tokenizer, data, transfer, rules));
    }
  }

  /** The weights before the first step; the caller closes the model. */
  static CausalLm model(PretrainRequest request, TransformerConfig config, List<PlainRule> rules) {
    PretrainRequest.Start start = request.start();
    if (!start.fresh()) {
      return CausalLm.load(start.directory(), DType.FLOAT32, start.device());
    }
    return DrawnModel.of(config, rules, request.course().training().seed(), start.device());
  }

  @Override
  public FineTunePlan plan() {
    return plan.plan(data.train());
  }

  /** The rules by which its tensors start and train, to be kept beside the weights. */
  public TransferPlan transfer() {
    return transfer;
  }

  @Override
  public DataSource data() {
    return data;
  }

  @Override
  public PretrainResult run(Path output, FineTune.Watch watch) {
    plan().memory().requireFits();
    TrainSettings settings = plan.settings();
    PretrainResult result =
        new WholeTraining(
                plan.trainee(),
                tokenizer,
                data,
                settings,
                request.output(),
                request.start().directory(),
                identity(settings))
            .run(output, watch);
    transfer.write(result.modelDirectory().resolve(TrainedCheckpoint.PLAN));
    return result;
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
