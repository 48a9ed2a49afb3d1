// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.lora.PlainAdapter;
import org.eidograph.model.CheckpointLocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns an adapter of any kind into plain LoRA. */
@Command(
    name = "convert",
    description =
        "Write a PiSSA, OLoRA, DoRA, rsLoRA or patterned adapter as plain LoRA with alpha = rank,"
            + " which every reader understands.",
    footer = {
      "",
      "Example:",
      "  eido adapter convert pissa/adapter --model fixtures/stories260k --output-dir plain"
    })
final class AdapterConvertCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", description = "PEFT directory")
  private Path adapter;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "base checkpoint, from whose weights starts are computed again")
  private String model;

  @Option(
      names = "--rank",
      paramLabel = "R",
      description = "for DoRA, whose change has full rank: the rank to come near it with")
  private @Nullable Integer rank;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "new directory for the plain adapter")
  private Path directory;

  @Override
  public void run() {
    Path base = CheckpointLocator.of(System.getenv()).locate(model);
    output.print(
        PlainAdapter.write(base, adapter, rank, ResultPath.of(directory)),
        AdapterConvertCommand::blocks);
  }

  static List<Block> blocks(PlainAdapter.Result result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("plain adapter", result.outputDirectory().toString());
    rows.put("modules", String.valueOf(result.modules()));
    rows.put("rank", String.valueOf(result.rank()));
    rows.put(
        "largest logit difference", String.format(Locale.ROOT, "%.2e", result.logitDifference()));
    rows.put("missed of the change", String.format(Locale.ROOT, "%.2f %%", 100 * result.missed()));
    return Warnings.after(new Block.Facts(rows), result.warnings());
  }
}
