// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Table;
import org.eidograph.finetune.Course;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.LanguageData;
import org.eidograph.finetune.LoopLines;
import org.eidograph.finetune.MemoryEstimate;
import org.eidograph.finetune.OpenParts;
import org.eidograph.finetune.RunIdentity;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import org.eidograph.torch.DType;
import org.eidograph.torch.UpdateRule;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainee.RateGroup;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.DataSource;

/**
 * A prepared fine-tuning of every weight of a language model; it owns model, tokenizer and data
 * until {@link #close}.
 *
 * <p>Weights, gradients and moments are float32, as masters of bfloat16 products where these are
 * wanted. AdamW has its usual constants; a plan may give each tensor its own rate, ε, decay and
 * clip weight.
 */
public final class FullFineTune implements WholeRun {
  private final FullFineTuneRequest request;
  private final CausalLm model;
  private final Tokenizer tokenizer;
  private final DataSource data;
  private final FullRates rates;
  private final WholeModel trainee;
  private final TrainSettings settings;

  private FullFineTune(
      FullFineTuneRequest request, CausalLm model, Tokenizer tokenizer, DataSource data) {
    FineTuneRequest run = request.run();
    this.request = request;
    this.model = model;
    this.tokenizer = tokenizer;
    this.data = data;
    this.rates = FullRates.of(request, model);
    this.trainee = new WholeModel(model, rates.groups(), run.model().type());
    this.settings =
        Course.of(run).settings(data.train(), LanguageData.maxLength(run.data(), model.config()));
  }

  /**
   * Loads and checks everything, trains nothing.
   *
   * @throws org.eidograph.base.EidographException for anything unusable, before any step
   */
  public static FullFineTune prepare(FullFineTuneRequest request) {
    FineTuneRequest run = request.run();
    Path directory = run.model().directory();
    try (OpenParts parts = new OpenParts()) {
      Tokenizer tokenizer = parts.add(Tokenizers.open(directory), Tokenizer::close);
      CausalLm model =
          parts.add(CausalLm.load(directory, DType.FLOAT32, run.model().device()), CausalLm::close);
      DataSource data =
          parts.add(
              LanguageData.open(
                  run.data(), directory, model.config(), run.training().seed(), tokenizer),
              DataSource::close);
      return parts.handedTo(new FullFineTune(request, model, tokenizer, data));
    }
  }

  @Override
  public FineTunePlan plan() {
    int first = new BatchPlan(data.train(), settings.batches()).batch(DataPosition.START).tokens();
    return new FineTunePlan(
        lines(),
        tensors(),
        trainee.size(),
        first,
        settings.steps(),
        MemoryEstimate.of(model, settings.engine(), settings.batches().maxLength()),
        List.of());
  }

  private List<FineTunePlan.Line> lines() {
    TransformerConfig config = model.config();
    LoopLines loop = new LoopLines(Course.of(request.run()), settings);
    List<FineTunePlan.Line> lines = new ArrayList<>();
    lines.add(
        LoopLines.line(
            "model",
            "%s, hidden %d, %d layers"
                .formatted(config.modelType(), config.hiddenSize(), config.layers()),
            "every weight is trained, there is no adapter"));
    lines.addAll(rates.lines());
    lines.add(loop.schedule());
    lines.add(loop.batch());
    lines.add(
        loop.clip(
            request.plan() == null
                ? "largest gradient norm"
                : "largest gradient norm, tensors weighted as the plan says"));
    lines.add(
        LoopLines.line("conversation format", data.report().conversationFormat(), "of the base"));
    return lines;
  }

  private Table tensors() {
    return new Table(
        "Tensors",
        List.of("tensors", "count", "lr", "eps", "weight_decay", "clip_weight"),
        rates.groups().stream().map(FullFineTune::row).toList());
  }

  private static List<String> row(RateGroup group) {
    return List.of(
        group.name(),
        String.valueOf(group.parameters().size()),
        LoopLines.number(group.learningRate()),
        group.rule() instanceof UpdateRule.AdamW adam ? LoopLines.number(adam.epsilon()) : "-",
        LoopLines.number(group.weightDecay()),
        LoopLines.number(group.clipWeight()));
  }

  @Override
  public DataSource data() {
    return data;
  }

  @Override
  public PretrainResult run(Path output, FineTune.Watch watch) {
    plan().memory().requireFits();
    return new WholeTraining(
            trainee,
            tokenizer,
            data,
            settings,
            request.run().output(),
            request.run().model().directory(),
            RunIdentity.ofWhole(
                request.run(), settings, identity(rates.groups()), data.train().sha256()))
        .run(output, watch);
  }

  private static String identity(List<RateGroup> groups) {
    return groups.stream()
        .map(
            g ->
                List.of(g.name(), g.learningRate(), g.weightDecay(), g.rule(), g.clipWeight())
                    .toString())
        .toList()
        .toString();
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
    data.close();
  }
}
