// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ModelCard;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.cli.run.ContentHash;
import org.eidograph.cli.run.RunDirectory;
import org.eidograph.finetune.Advice;
import org.eidograph.finetune.ClassificationResult;
import org.eidograph.finetune.FineTunePlan;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.train.ClassificationEvaluator;
import org.eidograph.train.ConfusionMatrix;
import org.eidograph.train.data.LabelledSource;
import org.eidograph.train.metrics.MetricLines;
import org.jspecify.annotations.Nullable;

/**
 * The pages a classifier's run leaves: {@code report.html} with the confusion of the held-out
 * texts, and the model card.
 *
 * @param repeat the command that does the run again
 */
record ClassificationReport(
    FineTuneRequest request,
    FineTunePlan plan,
    Advice advice,
    ClassificationResult result,
    LabelledSource data,
    String repeat) {
  private static final int MOST_PAIRS = 15;

  void write(RunDirectory directory) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section.Highlights("Result", highlights()));
    ClassificationEvaluator.Result after = result.after();
    if (after != null) {
      sections.add(confusion(after.confusion()));
      sections.add(
          new Section.Tables("Most frequent mistakes", List.of(mistakes(after.confusion()))));
    }
    sections.add(
        new Section.Figures(
            "Curves", new RunFigures(MetricLines.read(directory.file(RunReport.METRICS))).all()));
    sections.add(new Section.Facts("Plan", RunReport.facts(plan)));
    sections.addAll(AdviceSections.of(advice));
    sections.add(new Section.Facts("Data", dataFacts()));
    sections.add(new Section.Facts("Environment", RunReport.environment(request)));
    HtmlReport.write(
        new ReportPage("Classifying with " + request.model().name(), "LoRA with eido", sections),
        directory.report());
    card().write(directory.file("README.md"));
  }

  private List<Section.Highlight> highlights() {
    ClassificationEvaluator.Result before = result.before();
    ClassificationEvaluator.Result after = result.after();
    List<Section.Highlight> all = new ArrayList<>();
    if (before != null && after != null) {
      String old = "before: " + percent(before.confusion().accuracy());
      all.add(new Section.Highlight("accuracy", percent(after.confusion().accuracy()), old));
      all.add(new Section.Highlight("macro-F1", percent(after.confusion().macroF1()), ""));
    }
    all.add(new Section.Highlight("classes", String.valueOf(result.labels().size()), ""));
    all.add(
        new Section.Highlight(
            "trained parameters", String.valueOf(plan.trainableParameters()), ""));
    return all;
  }

  private Section.Matrix confusion(ConfusionMatrix confusion) {
    int classes = confusion.classes();
    double[][] shares = new double[classes][classes];
    for (int truth = 0; truth < classes; truth++) {
      long all = Math.max(1, confusion.ofClass(truth));
      for (int taken = 0; taken < classes; taken++) {
        shares[truth][taken] = (double) confusion.count(truth, taken) / all;
      }
    }
    return new Section.Matrix(
        "Confusion",
        "A row is a class, a column what its held-out texts were taken for; the darker, the more"
            + " of them. A perfect classifier is a diagonal.",
        result.labels(),
        shares);
  }

  private Table mistakes(ConfusionMatrix confusion) {
    List<Pair> pairs = new ArrayList<>();
    for (int truth = 0; truth < confusion.classes(); truth++) {
      for (int taken = 0; taken < confusion.classes(); taken++) {
        if (truth != taken && confusion.count(truth, taken) > 0) {
          pairs.add(new Pair(truth, taken, confusion.count(truth, taken)));
        }
      }
    }
    pairs.sort(Comparator.comparingLong(Pair::count).reversed());
    return new Table(
        "Texts taken for another class",
        List.of("class", "taken for", "texts", "of"),
        pairs.stream()
            .limit(MOST_PAIRS)
            .map(
                pair ->
                    List.of(
                        result.labels().get(pair.truth),
                        result.labels().get(pair.taken),
                        String.valueOf(pair.count),
                        String.valueOf(confusion.ofClass(pair.truth))))
            .toList());
  }

  private record Pair(int truth, int taken, long count) {}

  private List<Section.Fact> dataFacts() {
    LabelledSource.Report report = data.report();
    long rarest = report.perClass().stream().mapToLong(Long::longValue).min().orElse(0);
    long most = report.perClass().stream().mapToLong(Long::longValue).max().orElse(0);
    return List.of(
        Section.Fact.of("training texts", String.valueOf(data.train().size())),
        Section.Fact.of("training tokens", String.valueOf(data.train().tokens())),
        Section.Fact.of("held-out texts", String.valueOf(data.eval().size())),
        Section.Fact.of("texts of a class", "%d to %d".formatted(rarest, most)),
        Section.Fact.of("longest text", report.longest() + " tokens"),
        Section.Fact.of("truncated texts", String.valueOf(report.truncated())));
  }

  private ModelCard card() {
    Path source = request.data().paths().get(0);
    return new ModelCard(
        request.model().name() + " classifier",
        "A LoRA adapter with a classification head, made with eido.",
        new ModelCard.Adapter(request.model().name(), "text-classification", "adapter"),
        new ModelCard.Data(
            List.of(new ModelCard.File(source.getFileName().toString(), ContentHash.of(source))),
            data.train().size() + " rows"),
        RunReport.facts(plan),
        new Table(
            "Held-out texts",
            List.of("accuracy before", "accuracy after", "macro-F1 after"),
            List.of(
                List.of(accuracy(result.before()), accuracy(result.after()), f1(result.after())))),
        repeat);
  }

  private static String accuracy(ClassificationEvaluator.@Nullable Result of) {
    return of == null ? "–" : percent(of.confusion().accuracy());
  }

  private static String f1(ClassificationEvaluator.@Nullable Result of) {
    return of == null ? "–" : percent(of.confusion().macroF1());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
