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
import org.eidograph.lora.Merge;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.torch.DType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Works an adapter into its base. */
@Command(
    name = "merge",
    description = "Write base and adapter as one plain checkpoint, checked on probe tokens first.",
    footer = {
      "",
      "Example:",
      "  eido merge --model fixtures/stories260k --adapter out/adapter --output-dir merged"
    })
public final class MergeCommand implements Runnable {
  @Mixin private LenientOption reading;
  @Mixin private Output output;

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "base checkpoint")
  private String model;

  @Option(names = "--adapter", required = true, paramLabel = "DIR", description = "PEFT directory")
  private Path adapter;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "new directory for the merged checkpoint")
  private Path directory;

  @Option(
      names = "--save-dtype",
      paramLabel = "TYPE",
      description =
          "fp32, bf16 or fp16: type of all weights written (default: that of the base, tensor by"
              + " tensor)")
  private @Nullable String saveType;

  @Override
  public void run() {
    Path base = CheckpointLocator.of(System.getenv()).locate(model);
    DType type =
        saveType == null ? null : TypeNames.parse("--save-dtype", saveType, "fp32", "bf16", "fp16");
    output.print(
        Merge.write(
            base, adapter, ResultPath.of(directory), new Merge.Options(type, reading.lenient())),
        MergeCommand::blocks);
  }

  static List<Block> blocks(Merge.Result result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("merged checkpoint", result.outputDirectory().toString());
    rows.put("changed tensors", String.valueOf(result.changedTensors()));
    rows.put("weight files", String.valueOf(result.files()));
    rows.put("stored as", result.dtype());
    rows.put(
        "largest logit difference to base with adapter",
        String.format(Locale.ROOT, "%.2e", result.logitDifference()));
    rows.put(
        "largest logit difference to the base",
        String.format(Locale.ROOT, "%.2e", result.effect()));
    rows.put("head written apart from the embedding", String.valueOf(result.untied()));
    return Warnings.after(new Block.Facts(rows), result.warnings());
  }
}
