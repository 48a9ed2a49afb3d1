// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.List;
import java.util.Locale;
import org.eidograph.base.Table;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.papers.Paper;
import org.eidograph.papers.Papers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the registry. */
@Command(
    name = "list",
    description = "List the papers, and which of them can be run.",
    footer = {"", "Example:", "  eido papers list --json"})
final class PapersListCommand implements Runnable {
  @Mixin private Output output;

  @Override
  public void run() {
    output.print(Papers.all(), PapersListCommand::blocks);
  }

  static List<Block> blocks(List<Paper> papers) {
    return List.of(
        new Block.Grid(
            new Table(
                "",
                List.of("id", "state", "year", "title"),
                papers.stream().map(PapersListCommand::row).toList())));
  }

  private static List<String> row(Paper paper) {
    return List.of(
        paper.id(),
        paper.state().name().toLowerCase(Locale.ROOT),
        String.valueOf(paper.year()),
        paper.title());
  }
}
