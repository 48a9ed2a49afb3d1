// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.Advice;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.FineTuneResult;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Torch;
import org.eidograph.train.Evaluator;
import org.eidograph.train.TrainResult;
import org.eidograph.train.data.DataReport;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.metrics.MetricLines;

/**
 * The pages a fine-tuning run leaves: {@code report.html} and the model card.
 *
 * @param repeat the command that does the run again
 */
record RunReport(
    FineTuneRequest request,
    FineTunePlan plan,
    Advice advice,
    FineTuneResult result,
    DataReport data,
    String repeat) {
  static RunReport of(FineTune job, FineTunePlan plan, FineTuneResult result, String repeat) {
    return new RunReport(job.request(), plan, job.advice(), result, job.data().report(), repeat);
  }

  /** Where a run's metrics are; a resumed run goes on with the same file. */
  static final String METRICS = "metrics.jsonl";

  /** Writes both; the curves show the whole run, what came before an interruption included. */
  void write(RunDirectory directory) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section.Highlights(
            "Result", highlights(result.training(), plan.trainableParameters())));
    sections.add(
        new Section.Figures(
            "Curves", new RunFigures(MetricLines.read(directory.file(METRICS))).all()));
    samples(result.samples()).ifPresent(sections::add);
    sections.add(new Section.Facts("Plan", planFacts()));
    sections.addAll(AdviceSections.of(advice));
    sections.add(new Section.Facts("Data", facts(data)));
    sections.add(new Section.Facts("Environment", environment(request)));
    HtmlReport.write(
        new ReportPage("Fine-tuning " + request.model().name(), "LoRA with eido", sections),
        directory.report());
    RunCard.of(this).write(directory.file("README.md"));
  }

  /** The numbers a reader looks for first. */
  static List<Section.Highlight> highlights(TrainResult training, long parameters) {
    List<Section.Highlight> all = new ArrayList<>();
    Evaluator.Result before = training.before();
    Evaluator.Result after = training.after();
    if (before != null && after != null) {
      all.add(new Section.Highlight("held-out loss before", number(before.loss(), 3), ""));
      all.add(
          new Section.Highlight(
              "held-out loss after",
              number(after.loss(), 3),
              number(100 * (after.loss() / before.loss() - 1), 1) + " %"));
    }
    all.add(new Section.Highlight("tokens per second", number(training.tokensPerSecond(), 0), ""));
    all.add(new Section.Highlight("trained parameters", String.valueOf(parameters), ""));
    return all;
  }

  /** The continuations of a run's prompts; nothing without prompts. */
  static Optional<Section> samples(List<FineTuneResult.Sample> samples) {
    return samples.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section.Samples(
                "Before and after", samples.stream().map(RunReport::sample).toList()));
  }

  private static Section.Sample sample(FineTuneResult.Sample sample) {
    return new Section.Sample(
        sample.prompt(),
        sample.before(),
        sample.during().stream().map(s -> new Section.Stage("step " + s.step(), s.text())).toList(),
        sample.after());
  }

  List<Section.Fact> planFacts() {
    return facts(plan);
  }

  static List<Section.Fact> facts(FineTunePlan plan) {
    return plan.lines().stream()
        .map(l -> new Section.Fact(l.name(), l.value(), l.reason(), l.citation()))
        .toList();
  }

  static List<Section.Fact> facts(DataReport data) {
    return List.of(
        Section.Fact.of("training examples", String.valueOf(data.train().examples())),
        Section.Fact.of("training tokens", String.valueOf(data.train().tokens())),
        Section.Fact.of("learned tokens", String.valueOf(data.train().trainedTokens())),
        Section.Fact.of("held-out examples", String.valueOf(data.eval().examples())),
        Section.Fact.of("longest row", data.longest() + " tokens"),
        Section.Fact.of("truncated rows", String.valueOf(data.truncated())));
  }

  static List<Section.Fact> environment(FineTuneRequest request) {
    FineTuneRequest.Base model = request.model();
    return environment(model.device(), model.type(), request.training().engine());
  }

  static List<Section.Fact> environment(Device device, DType type, EngineSettings engine) {
    return List.of(
        Section.Fact.of("device", device.toString()),
        Section.Fact.of("matrix products", type.toString()),
        Section.Fact.of("workers", String.valueOf(engine.workers())),
        Section.Fact.of("libtorch", Torch.version()),
        Section.Fact.of("Java", System.getProperty("java.version", "unknown")));
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
