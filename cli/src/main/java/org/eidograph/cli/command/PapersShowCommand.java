// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.papers.Claim;
import org.eidograph.papers.Experiment;
import org.eidograph.papers.Paper;
import org.eidograph.papers.Reproduction;
import org.eidograph.papers.Reproductions;
import org.eidograph.study.Seeds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a paper claims and how it would be tried. */
@Command(
    name = "show",
    description = "Show a paper, its claims with their tolerances, and what a run would do.",
    footer = {"", "Example:", "  eido papers show lora-plus"})
final class PapersShowCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(
      paramLabel = "ID",
      completionCandidates = PaperIds.class,
      description = "a paper of 'eido papers list'")
  private String id;

  /** A paper with its experiments, none if it is only planned. */
  record Shown(Paper paper, List<Trial> experiments) {
    static Shown of(Paper paper) {
      return new Shown(
          paper,
          Reproductions.of(paper).map(Reproduction::experiments).orElse(List.of()).stream()
              .map(Trial::of)
              .toList());
    }
  }

  /** An experiment without the code that runs it. */
  record Trial(String setup, String full, @Nullable String fast, Seeds seeds, List<Claim> claims) {
    static Trial of(Experiment experiment) {
      return new Trial(
          experiment.setup(),
          experiment.full(),
          experiment.fast(),
          experiment.seeds(),
          experiment.claims());
    }
  }

  @Override
  public void run() {
    output.print(Shown.of(PaperIds.paper(id)), PapersShowCommand::blocks);
  }

  static List<Block> blocks(Shown shown) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(shown.paper())));
    shown.experiments().forEach(trial -> blocks.add(new Block.Text(text(trial))));
    return blocks;
  }

  private static Map<String, String> facts(Paper paper) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("id", paper.id());
    facts.put("title", paper.title());
    facts.put("authors", String.join(", ", paper.authors()));
    facts.put("arXiv", "%s (%d)".formatted(paper.arxiv(), paper.year()));
    facts.put("question", paper.question());
    facts.put("state", paper.state().name().toLowerCase(Locale.ROOT));
    return facts;
  }

  private static String text(Trial trial) {
    StringBuilder text = new StringBuilder("Run: ").append(trial.setup()).append('\n');
    text.append(size("full", trial.full(), trial.seeds().full()));
    text.append(
        trial.fast() == null
            ? "  fast: left out\n"
            : size("fast", trial.fast(), trial.seeds().fast()));
    trial.claims().forEach(claim -> text.append(text(claim)));
    return text.toString();
  }

  private static String size(String name, String sizes, int seeds) {
    return "  %s: %s; seeds: %d\n".formatted(name, sizes, seeds);
  }

  private static String text(Claim claim) {
    return "  %s: %s\n    expected %s (%s), holds %s\n"
        .formatted(
            claim.id(),
            claim.sentence(),
            claim.expectedText(),
            claim.basis(),
            claim.tolerance().text());
  }
}
