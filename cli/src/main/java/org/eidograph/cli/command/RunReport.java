// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Figure;
import org.eidograph.base.Table;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ModelCard;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.ContentHash;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.FineTuneResult;
import org.eidograph.torch.Torch;
import org.eidograph.train.Evaluator;
import org.eidograph.train.data.DataReport;
import org.eidograph.train.metrics.MetricRow;
import org.jspecify.annotations.Nullable;

/** The pages a fine-tuning run leaves: {@code report.html} and the model card. */
final class RunReport {
  private RunReport() {}

  static void write(
      Path directory,
      FineTuneRequest request,
      FineTunePlan plan,
      FineTuneResult result,
      DataReport data,
      String repeat) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section.Highlights("Result", highlights(plan, result)));
    sections.add(new Section.Figures("Curves", figures(result.training().history())));
    if (!result.samples().isEmpty()) {
      sections.add(
          new Section.Samples(
              "Before and after",
              result.samples().stream()
                  .map(s -> new Section.Sample(s.prompt(), s.before(), s.after()))
                  .toList()));
    }
    sections.add(new Section.Facts("Plan", facts(plan)));
    sections.add(new Section.Facts("Data", dataFacts(data)));
    sections.add(new Section.Facts("Environment", environment(request)));
    HtmlReport.write(
        new ReportPage("Fine-tuning " + request.model().name(), "LoRA with eido", sections),
        directory.resolve("report.html"));
    card(directory, request, plan, result, data, repeat);
  }

  private static List<Section.Highlight> highlights(FineTunePlan plan, FineTuneResult result) {
    List<Section.Highlight> all = new ArrayList<>();
    Evaluator.Result before = result.training().before();
    Evaluator.Result after = result.training().after();
    if (before != null && after != null) {
      all.add(new Section.Highlight("held-out loss before", number(before.loss(), 3), ""));
      all.add(
          new Section.Highlight(
              "held-out loss after",
              number(after.loss(), 3),
              number(100 * (after.loss() / before.loss() - 1), 1) + " %"));
    }
    all.add(
        new Section.Highlight(
            "tokens per second", number(result.training().tokensPerSecond(), 0), ""));
    all.add(
        new Section.Highlight(
            "trained parameters", String.valueOf(plan.trainableParameters()), ""));
    return all;
  }

  private static List<Figure> figures(List<MetricRow> history) {
    List<Figure.Series> losses =
        List.of(
            series(history, "loss", "training batch", Figure.Kind.LINE),
            series(history, "eval_loss", "held out", Figure.Kind.POINTS));
    List<Figure.Series> rates =
        history.stream()
            .flatMap(row -> row.values().keySet().stream())
            .filter(name -> name.startsWith("learning_rate/"))
            .distinct()
            .map(n -> series(history, n, n.substring(n.indexOf('/') + 1), Figure.Kind.LINE))
            .toList();
    return List.of(
        figure("loss", "Loss", "mean negative log-likelihood, nats", losses),
        figure("learning-rate", "Learning rate", "learning rate", rates),
        figure(
            "speed",
            "Speed",
            "tokens per second",
            List.of(series(history, "tokens_per_second", "input tokens", Figure.Kind.LINE))));
  }

  private static Figure figure(String id, String title, String unit, List<Figure.Series> series) {
    return new Figure(id, title, "", Figure.Axis.linear("step"), Figure.Axis.linear(unit), series);
  }

  private static Figure.Series series(
      List<MetricRow> history, String metric, String name, Figure.Kind kind) {
    List<MetricRow> rows = history.stream().filter(r -> r.values().containsKey(metric)).toList();
    return new Figure.Series(
        name,
        kind,
        rows.stream().mapToDouble(MetricRow::step).toArray(),
        rows.stream().mapToDouble(r -> r.values().getOrDefault(metric, Double.NaN)).toArray());
  }

  private static List<Section.Fact> facts(FineTunePlan plan) {
    return plan.lines().stream()
        .map(l -> new Section.Fact(l.name(), l.value(), l.reason(), l.citation()))
        .toList();
  }

  private static List<Section.Fact> dataFacts(DataReport data) {
    return List.of(
        Section.Fact.of("training examples", String.valueOf(data.train().examples())),
        Section.Fact.of("training tokens", String.valueOf(data.train().tokens())),
        Section.Fact.of("learned tokens", String.valueOf(data.train().trainedTokens())),
        Section.Fact.of("held-out examples", String.valueOf(data.eval().examples())),
        Section.Fact.of("longest row", data.longest() + " tokens"),
        Section.Fact.of("truncated rows", String.valueOf(data.truncated())));
  }

  private static List<Section.Fact> environment(FineTuneRequest request) {
    return List.of(
        Section.Fact.of("device", request.model().device().toString()),
        Section.Fact.of("weights", request.model().type().toString()),
        Section.Fact.of("workers", String.valueOf(request.training().engine().workers())),
        Section.Fact.of("libtorch", Torch.version()),
        Section.Fact.of("Java", System.getProperty("java.version", "unknown")));
  }

  private static void card(
      Path directory,
      FineTuneRequest request,
      FineTunePlan plan,
      FineTuneResult result,
      DataReport data,
      String repeat) {
    Path source = request.data().paths().get(0);
    new ModelCard(
            request.model().name() + " adapter",
            "A LoRA adapter made with eido.",
            new ModelCard.Base(request.model().name(), "text-generation"),
            "adapter",
            new ModelCard.Data(
                source.getFileName().toString(), data.train().examples(), ContentHash.of(source)),
            facts(plan),
            results(result),
            repeat)
        .write(directory.resolve("README.md"));
  }

  private static Table results(FineTuneResult result) {
    return new Table(
        "Held-out loss",
        List.of("before", "after"),
        List.of(List.of(loss(result.training().before()), loss(result.training().after()))));
  }

  private static String loss(Evaluator.@Nullable Result result) {
    return result == null ? "–" : number(result.loss(), 4);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
