// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import static org.eidograph.finetune.LoopLines.line;
import static org.eidograph.finetune.LoopLines.number;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Table;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTunePlan.Line;
import org.eidograph.finetune.LoopLines;
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
    return new FineTunePlan(
        lines(),
        tensors(),
        trainee.size(),
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
    LoopLines loop = new LoopLines(request.course(), settings);
    lines.add(loop.schedule());
    lines.add(loop.batch());
    lines.add(
        loop.clip(
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

  private Table tensors() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      RateGroup group = trainee.groups().get(i);
      rows.add(
          List.of(
              group.name(),
              rules.get(i).tensor().role().name(),
              String.valueOf(group.parameters().size()),
              number(rules.get(i).mean()),
              number(rules.get(i).rule().initStd()),
              number(group.learningRate()),
              number(rules.get(i).rule().epsilon()),
              number(group.weightDecay()),
              number(group.clipWeight()),
              rules.get(i).optimizer().name()));
    }
    return new Table(
        "Tensors",
        List.of(
            "tensor",
            "role",
            "copies",
            "init_mean",
            "init_std",
            "lr",
            "eps",
            "weight_decay",
            "clip_weight",
            "optimizer"),
        rows);
  }
}
