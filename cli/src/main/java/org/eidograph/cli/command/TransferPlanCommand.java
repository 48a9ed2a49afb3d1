// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Block;
import org.eidograph.transfer.SnippetFormat;
import org.eidograph.transfer.TransferPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plans a larger model by what was tuned on a small one. */
@Command(
    name = "plan",
    description =
        "Show start, multiplier, rate, epsilon, decay and clip weight of every tensor of a larger"
            + " model.",
    footer = {
      "",
      "Examples:",
      "  eido transfer plan --base docs/examples/small --target docs/examples/large --lr 0.01",
      "  eido transfer plan --base-width 256 --target docs/examples/large --format trl"
    })
final class TransferPlanCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private TransferPlanOptions options;
  @Mixin private TransferStartOptions start;
  @Mixin ConfigOptions config;
  @Mixin private Output output;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "also keep the plan as JSON, to lie beside the weights")
  private @Nullable Path file;

  @Option(
      names = "--tensor",
      paramLabel = "NAME",
      description =
          "show one tensor only, with the reason for its settings; an index may be written as *")
  private @Nullable String tensor;

  @Option(
      names = "--format",
      paramLabel = "PROGRAM",
      description =
          "${COMPLETION-CANDIDATES}: print settings of a Python program in place of the table; what"
              + " it cannot follow stands in comments")
  private @Nullable SnippetFormat format;

  @Override
  public void run() {
    if (format != null && (output.json() || tensor != null)) {
      throw new UsageException(
          "--format prints the text of a program, so it cannot go with --json or --tensor, got %s; leave one out"
              .formatted(format));
    }
    TransferPlan plan = TransferPlan.of(options.request().with(start.start()));
    String snippet = format == null ? null : format.of(plan);
    if (file != null) {
      plan.write(file);
    }
    if (snippet != null) {
      spec.commandLine().getOut().print(snippet);
    } else if (tensor != null) {
      output.print(plan.tensor(tensor), TransferPlanBlocks::of);
    } else {
      output.print(plan, this::blocks);
    }
  }

  private List<Block> blocks(TransferPlan plan) {
    return TransferPlanBlocks.of(plan, file);
  }
}
