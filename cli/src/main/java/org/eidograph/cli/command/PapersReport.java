// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.cli.report.HtmlReport;
import org.eidograph.cli.report.ReportPage;
import org.eidograph.cli.report.Section;
import org.eidograph.papers.Paper;
import org.eidograph.papers.PaperResult;
import org.eidograph.papers.Verdict;
import org.eidograph.study.StudyPlan;
import org.eidograph.torch.Torch;

/** The page a run of papers leaves: verdicts, then each paper's figures from our numbers. */
final class PapersReport {
  private PapersReport() {}

  static void write(List<PaperResult> results, StudyPlan plan, int threads, Path file) {
    HtmlReport.write(page(results, plan, threads), file);
  }

  static ReportPage page(List<PaperResult> results, StudyPlan plan, int threads) {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section.Highlights("Result", highlights(results)));
    sections.add(
        new Section.Tables("Verdicts", results.stream().map(PapersReport::verdicts).toList()));
    results.forEach(result -> addPaper(result, sections));
    sections.add(new Section.Facts("Environment", environment(plan, threads)));
    return new ReportPage("Claims of papers, measured anew", subtitle(results), sections);
  }

  private static String subtitle(List<PaperResult> results) {
    return String.join(", ", results.stream().map(result -> result.paper().id()).toList());
  }

  private static List<Section.Highlight> highlights(List<PaperResult> results) {
    int all = results.stream().mapToInt(result -> result.verdicts().size()).sum();
    int failed = results.stream().mapToInt(result -> result.failed().size()).sum();
    double seconds = results.stream().mapToDouble(PaperResult::seconds).sum();
    return List.of(
        new Section.Highlight("claims that hold", String.valueOf(all - failed), "of " + all),
        new Section.Highlight("claims that fail", String.valueOf(failed), ""),
        new Section.Highlight("seconds", number(seconds), ""));
  }

  private static Table verdicts(PaperResult result) {
    return new Table(
        "%s, %s s".formatted(result.paper().id(), number(result.seconds())),
        List.of("claim", "sentence", "measured", "expected", "holds", "verdict", "remark"),
        result.verdicts().stream().map(PapersReport::row).toList());
  }

  private static List<String> row(Verdict one) {
    return List.of(
        one.id(),
        one.claim(),
        one.measuredText(),
        one.expectedText(),
        one.tolerance(),
        one.verdict().name(),
        one.remark() == null ? "" : one.remark());
  }

  private static void addPaper(PaperResult result, List<Section> sections) {
    Paper paper = result.paper();
    List<String> paragraphs = new ArrayList<>();
    paragraphs.add("%s. %s, arXiv %s.".formatted(paper.title(), paper.citation(), paper.arxiv()));
    paragraphs.add(paper.question());
    result.verdicts().stream()
        .map(one -> "Run: %s; %s s.".formatted(one.run(), number(one.seconds())))
        .distinct()
        .forEach(paragraphs::add);
    sections.add(new Section.Prose(paper.id(), paragraphs));
    if (!result.figures().isEmpty()) {
      sections.add(new Section.Figures(paper.id() + ": figures", result.figures()));
    }
    if (!result.tables().isEmpty()) {
      sections.add(new Section.Tables(paper.id() + ": numbers", result.tables()));
    }
  }

  private static List<Section.Fact> environment(StudyPlan plan, int threads) {
    return List.of(
        Section.Fact.of("size", plan.size().name().toLowerCase(Locale.ROOT)),
        Section.Fact.of("first seed", String.valueOf(plan.firstSeed())),
        Section.Fact.of("threads", String.valueOf(threads)),
        Section.Fact.of("libtorch", Torch.version()),
        Section.Fact.of("Java", System.getProperty("java.version", "unknown")));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
