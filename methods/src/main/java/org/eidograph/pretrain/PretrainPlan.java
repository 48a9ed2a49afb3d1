// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTunePlan.Line;
import org.eidograph.finetune.MemoryEstimate;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainee.RateGroup;
import org.eidograph.train.data.BatchPlan;
import org.eidograph.train.data.DataPosition;
import org.eidograph.train.data.ExampleSet;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.TransferPlan;

/** What a training of a whole model will do, each decision with its reason. */
record PretrainPlan(
    PretrainRequest request,
    TransferPlan transfer,
    List<PlainRule> rules,
    WholeModel trainee,
    TrainSettings settings) {

  FineTunePlan plan(ExampleSet train) {
    int first = new BatchPlan(train, settings.batches()).batch(DataPosition.START).tokens();
    long trained = trainee.model().parameters().stream().mapToLong(p -> p.value().numel()).sum();
    return new FineTunePlan(
        lines(),
        tensors(),
        trained,
        first,
        settings.steps(),
        MemoryEstimate.of(trainee.model(), settings.engine(), settings.batches().maxLength()),
        List.of());
  }

  private List<Line> lines() {
    TransformerConfig config = trainee.model().config();
    List<Line> lines = new ArrayList<>();
    lines.add(
        line(
            "model",
            "%s, hidden %d, %d layers"
                .formatted(config.modelType(), config.hiddenSize(), config.layers()),
            request.start().fresh() ? "drawn by the rules" : "goes on from its weights"));
    lines.add(scaling());
    lines.add(
        line(
            "learning rate",
            number(transfer.hparams().lr()),
            "at the base%s; each tensor's own below".formatted(assumed("lr"))));
    lines.add(
        line(
            "weight decay",
            number(transfer.hparams().weightDecay()),
            "at the base%s; none for vectors".formatted(assumed("weight_decay"))));
    lines.add(
        line(
            "schedule",
            request.course().schedule().name().toLowerCase(Locale.ROOT),
            "%d steps, %d of them warm-up"
                .formatted(settings.steps(), settings.schedule().warmupSteps())));
    lines.add(
        line(
            "batch",
            settings.batches().batchSize()
                + (settings.batches().packing() ? " packed rows" : " sequences"),
            "at most %d tokens each".formatted(settings.batches().maxLength())));
    lines.add(
        line(
            "clip",
            number(settings.clipNorm()),
            "largest gradient norm, tensors weighted so that it means the same at every width"));
    return lines;
  }

  private Line scaling() {
    boolean same = transfer.base().equals(transfer.target());
    String reason =
        same
            ? "the model is its own base, so every factor is 1"
            : "base hidden size %d of %d"
                .formatted(transfer.base().hiddenSize(), transfer.target().hiddenSize());
    return new Line(
        "rules",
        "%s, %s".formatted(transfer.parametrization(), transfer.optimizer()),
        reason,
        same ? null : "Yang et al. 2022, arXiv 2203.03466");
  }

  private String assumed(String name) {
    return transfer.assumed().contains(name) ? ", assumed" : "";
  }

  private static Line line(String name, String value, String reason) {
    return new Line(name, value, reason, null);
  }

  private Table tensors() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      RateGroup group = trainee.groups().get(i);
      rows.add(
          List.of(
              group.name(),
              rules.get(i).tensor().role().name(),
              String.valueOf(group.parameters().size()),
              number(rules.get(i).rule().initStd()),
              number(group.learningRate()),
              number(rules.get(i).rule().epsilon()),
              number(group.weightDecay()),
              rules.get(i).optimizer().name()));
    }
    return new Table(
        "Tensors",
        List.of("tensor", "role", "copies", "init_std", "lr", "eps", "weight_decay", "optimizer"),
        rows);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
