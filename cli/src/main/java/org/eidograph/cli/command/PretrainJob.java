// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.pretrain.Pretrain;
import org.eidograph.pretrain.PretrainRequest;
import org.eidograph.pretrain.PretrainResult;
import org.eidograph.train.metrics.MetricLines;
import org.jspecify.annotations.Nullable;

/** Training a whole model. */
final class PretrainJob implements TrainingJob<PretrainSummary> {
  private final PretrainRequest request;
  private final Pretrain job;
  private final FineTunePlan plan;
  private @Nullable PretrainResult result;

  PretrainJob(PretrainRequest request) {
    this.request = request;
    this.job = Pretrain.prepare(request);
    this.plan = job.plan();
  }

  @Override
  public FineTunePlan plan() {
    return plan;
  }

  @Override
  public void train(Path output, FineTune.Watch watch) {
    result = job.run(output, watch);
  }

  @Override
  public PretrainSummary report(RunDirectory directory, String repeat) {
    PretrainResult done = Objects.requireNonNull(result);
    HtmlReport.write(
        new ReportPage(
            "Training " + request.start().name(), "with eido", sections(directory, done)),
        directory.file("report.html"));
    return PretrainSummary.of(directory.path(), plan, done);
  }

  private List<Section> sections(RunDirectory directory, PretrainResult done) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section.Highlights(
            "Result", RunReport.highlights(done.training(), plan.trainableParameters())));
    sections.add(
        new Section.Figures(
            "Curves", new RunFigures(MetricLines.read(directory.file(RunReport.METRICS))).all()));
    RunReport.samples(done.samples()).ifPresent(sections::add);
    sections.add(new Section.Facts("Plan", RunReport.facts(plan)));
    sections.add(new Section.Tables("Rules", List.of(plan.tensors())));
    sections.add(new Section.Facts("Data", RunReport.facts(job.data().report())));
    sections.add(
        new Section.Facts(
            "Environment",
            RunReport.environment(
                request.start().device(),
                request.start().computeType(),
                request.course().training().engine())));
    return sections;
  }

  @Override
  public void close() {
    job.close();
  }
}
