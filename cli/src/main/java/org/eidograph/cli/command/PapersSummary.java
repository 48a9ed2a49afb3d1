// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.cli.console.Block;
import org.eidograph.papers.PaperResult;
import org.eidograph.papers.Verdict;

/**
 * What a run of papers says in the end.
 *
 * @param papers one a paper, in the order they ran
 * @param passed claims that hold
 * @param failed claims that do not
 * @param report the page with the figures
 */
record PapersSummary(List<Judged> papers, int passed, int failed, String report) {
  /** One paper's verdicts. */
  record Judged(String id, String title, List<Verdict> claims, double seconds) {}

  static PapersSummary of(List<PaperResult> results, Path report) {
    int failed = results.stream().mapToInt(result -> result.failed().size()).sum();
    int all = results.stream().mapToInt(result -> result.verdicts().size()).sum();
    return new PapersSummary(
        results.stream()
            .map(
                result ->
                    new Judged(
                        result.paper().id(),
                        result.paper().title(),
                        result.verdicts(),
                        result.seconds()))
            .toList(),
        all - failed,
        failed,
        report.toString());
  }

  static List<Block> blocks(PapersSummary summary) {
    List<Block> blocks = new ArrayList<>();
    for (Judged paper : summary.papers) {
      blocks.add(new Block.Grid(table(paper)));
      String remarks = remarks(paper);
      if (!remarks.isEmpty()) {
        blocks.add(new Block.Text(remarks));
      }
    }
    blocks.add(
        new Block.Text(
            "%d claims hold, %d fail; figures in %s\n"
                .formatted(summary.passed, summary.failed, summary.report)));
    return blocks;
  }

  private static Table table(Judged paper) {
    return new Table(
        "%s: %s, %s s".formatted(paper.id, paper.title, seconds(paper.seconds)),
        List.of("claim", "measured", "expected", "holds", "verdict", "seconds"),
        paper.claims.stream()
            .map(
                one ->
                    List.of(
                        one.id(),
                        one.measuredText(),
                        one.expectedText(),
                        one.tolerance(),
                        one.verdict().name(),
                        seconds(one.seconds())))
            .toList());
  }

  /** What the failed claims say, and which verdicts hang on the seeds. */
  private static String remarks(Judged paper) {
    StringBuilder text = new StringBuilder();
    for (Verdict one : paper.claims) {
      if (!one.passed()) {
        text.append("%s failed: %s\n".formatted(one.id(), one.claim()));
      }
      if (one.remark() != null) {
        text.append("%s: %s\n".formatted(one.id(), one.remark()));
      }
    }
    return text.toString();
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
