// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Console;
import org.eidograph.papers.Paper;
import org.eidograph.papers.Papers;
import org.eidograph.papers.Reproduction;
import org.eidograph.papers.Reproductions;
import org.eidograph.study.StudyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the claims of papers anew. */
@Command(
    name = "run",
    description = "Measure the claims of papers anew and say of each PASS or FAIL.",
    footer = {
      "",
      "Ends with 3 if a claim fails. At most three minutes for a paper on two cores.",
      "",
      "Examples:",
      "  eido papers run lora-plus --fast",
      "  eido papers run --all --output-dir runs/papers"
    })
final class PapersRunCommand implements Runnable {
  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      completionCandidates = PaperIds.class,
      description = "papers of 'eido papers list' that are runnable")
  private List<String> ids = List.of();

  @Option(names = "--all", description = "run every paper that is runnable")
  private boolean all;

  @Option(
      names = "--fast",
      description = "fewer sizes and seeds, half a minute for a paper; the tolerances stay")
  private boolean fast;

  @Option(
      names = "--seed",
      defaultValue = "" + Reproductions.FIRST_SEED,
      paramLabel = "N",
      description = "the first seed; others follow it (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--output-dir",
      defaultValue = "runs/papers",
      paramLabel = "DIR",
      description = "gets the report and the verdicts (default: ${DEFAULT-VALUE})")
  private Path directory;

  @Option(names = "--overwrite", description = "replace an earlier run in the output directory")
  private boolean overwrite;

  @Override
  public void run() {
    List<Reproduction> chosen = chosen();
    StudyPlan plan = new StudyPlan(fast ? StudyPlan.Size.FAST : StudyPlan.Size.FULL, seed);
    PapersSummary summary =
        new PapersRun(chosen, plan, workers, Console.ofProcess(System.getenv()), config.resolved())
            .execute(directory, overwrite);
    output.print(summary, PapersSummary::blocks);
    if (summary.failed() > 0) {
      throw new CheckFailedException(
          "%d of %d claims failed; %s shows the numbers behind them"
              .formatted(summary.failed(), summary.passed() + summary.failed(), summary.report()));
    }
  }

  private List<Reproduction> chosen() {
    if (all != ids.isEmpty()) {
      throw new UsageException("name one or more papers, or give --all; " + runnable());
    }
    List<Paper> papers =
        all ? Papers.runnable() : ids.stream().distinct().map(PaperIds::paper).toList();
    return papers.stream().map(PapersRunCommand::reproduction).toList();
  }

  private static Reproduction reproduction(Paper paper) {
    return Reproductions.of(paper)
        .orElseThrow(
            () ->
                new UsageException(
                    "%s is %s and cannot be run yet; %s"
                        .formatted(
                            paper.id(),
                            paper.state().name().toLowerCase(Locale.ROOT),
                            runnable())));
  }

  private static String runnable() {
    return "runnable are " + String.join(", ", Papers.runnable().stream().map(Paper::id).toList());
  }
}
