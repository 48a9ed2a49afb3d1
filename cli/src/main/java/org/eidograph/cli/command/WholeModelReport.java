// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ModelCard;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.ContentHash;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.pretrain.PretrainResult;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.train.Evaluator;
import org.eidograph.train.data.DataReport;
import org.eidograph.train.engine.EngineSettings;
import org.eidograph.train.metrics.MetricLines;
import org.eidograph.train.metrics.MetricRow;
import org.jspecify.annotations.Nullable;

/**
 * The pages that a training of a whole model leaves: {@code report.html}, and the model card beside
 * the weights.
 *
 * @param repeat the command that does the run again
 */
record WholeModelReport(
    Subject subject, FineTunePlan plan, PretrainResult result, DataReport data, String repeat) {
  private static final int LAST_STEPS = 20;

  /**
   * What was trained, on what, where.
   *
   * @param title of the page
   * @param summary one or two sentences for the card
   * @param base whose weights it began with; null if they were drawn
   * @param files of the training data
   * @param products type of matrix products
   */
  record Subject(
      String title,
      String name,
      String summary,
      @Nullable String base,
      List<Path> files,
      Device device,
      DType products,
      EngineSettings engine) {}

  /** Writes both; the curves show the whole run, what came before an interruption included. */
  void write(RunDirectory directory) {
    List<MetricRow> metrics = MetricLines.read(directory.file(RunReport.METRICS));
    HtmlReport.write(
        new ReportPage(subject.title, "with eido", sections(metrics)), directory.report());
    card(metrics).write(result.modelDirectory().resolve("README.md"));
  }

  private List<Section> sections(List<MetricRow> metrics) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section.Highlights(
            "Result", RunReport.highlights(result.training(), plan.trainableParameters())));
    sections.add(new Section.Figures("Curves", new RunFigures(metrics).all()));
    RunReport.samples(result.samples()).ifPresent(sections::add);
    sections.add(new Section.Facts("Plan", RunReport.facts(plan)));
    sections.add(new Section.Tables("Rules", List.of(plan.tensors())));
    List<Section.Fact> facts = new ArrayList<>(RunReport.facts(data));
    facts.add(Section.Fact.of("seen", seen()));
    sections.add(new Section.Facts("Data", facts));
    sections.add(
        new Section.Facts(
            "Environment",
            RunReport.environment(subject.device, subject.products, subject.engine)));
    return sections;
  }

  private ModelCard card(List<MetricRow> metrics) {
    List<Section.Fact> settings = new ArrayList<>(RunReport.facts(plan));
    settings.add(
        Section.Fact.of(
            "matrix products", "%s, weights and moments FLOAT32".formatted(subject.products)));
    settings.add(Section.Fact.of("parameters", String.valueOf(plan.trainableParameters())));
    return new ModelCard(
        subject.name,
        subject.summary,
        new ModelCard.Whole(subject.base),
        new ModelCard.Data(subject.files.stream().map(WholeModelReport::file).toList(), amount()),
        settings,
        results(metrics),
        repeat);
  }

  private static ModelCard.File file(Path path) {
    return new ModelCard.File(path.getFileName().toString(), ContentHash.of(path));
  }

  private String amount() {
    return "%d sequences with %d learned tokens, seen %s"
        .formatted(data.train().examples(), data.train().trainedTokens(), seen());
  }

  private String seen() {
    double epochs = result.training().epochs();
    return String.format(
        Locale.ROOT,
        "%.2f times: about %.0f tokens in %d steps",
        epochs,
        epochs * data.train().trainedTokens(),
        result.training().steps());
  }

  private Table results(List<MetricRow> metrics) {
    double[] losses =
        metrics.stream()
            .map(MetricRow::values)
            .filter(values -> values.containsKey("loss"))
            .mapToDouble(values -> values.getOrDefault("loss", Double.NaN))
            .toArray();
    int last = Math.min(LAST_STEPS, losses.length);
    double mean = 0;
    for (int i = losses.length - last; i < losses.length; i++) {
      mean += losses[i] / last;
    }
    return new Table(
        "Loss",
        List.of("held out, before", "held out, after", "training batches, last %d".formatted(last)),
        List.of(
            List.of(
                loss(result.training().before()),
                loss(result.training().after()),
                last == 0 ? "–" : String.format(Locale.ROOT, "%.4f", mean))));
  }

  private static String loss(Evaluator.@Nullable Result result) {
    return result == null ? "–" : String.format(Locale.ROOT, "%.4f", result.loss());
  }
}
