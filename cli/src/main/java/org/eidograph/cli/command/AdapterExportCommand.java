// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.lora.AdapterExport;
import org.eidograph.lora.ExportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an adapter for another program. */
@Command(
    name = "export",
    description =
        "Write an adapter for llama.cpp's converter or for mlx-lm, each module's multiplier folded"
            + " into its factors, and check it.",
    footer = {
      "",
      "Examples:",
      "  eido adapter export out/adapter --format mlx --output-dir out/mlx",
      "  eido adapter export out/adapter --format gguf --output-dir out/ready",
      "  then: python convert_lora_to_gguf.py out/ready --base BASE"
    })
final class AdapterExportCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", description = "PEFT directory")
  private Path adapter;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}: gguf is a PEFT directory that llama.cpp's converter reads"
              + " rightly, mlx is mlx-lm's own layout")
  private ExportFormat format = ExportFormat.GGUF;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "new directory for the exported adapter")
  private Path directory;

  @Override
  public void run() {
    output.print(
        AdapterExport.write(adapter, format, ResultPath.of(directory)),
        AdapterExportCommand::blocks);
  }

  static List<Block> blocks(AdapterExport.Result result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("exported adapter", result.outputDirectory().toString());
    rows.put("format", result.format());
    rows.put("modules", String.valueOf(result.modules().size()));
    rows.put("rank", String.valueOf(result.rank()));
    double least =
        result.modules().stream().mapToDouble(AdapterExport.ModuleLine::scale).min().orElse(1);
    double most =
        result.modules().stream().mapToDouble(AdapterExport.ModuleLine::scale).max().orElse(1);
    String range = SignificantDigits.format(least);
    rows.put(
        "multiplier",
        "1, was " + (least == most ? range : range + " to " + SignificantDigits.format(most)));
    rows.put(
        "largest difference of a module's change",
        String.format(Locale.ROOT, "%.1e", result.largestDifference()));
    return Warnings.after(new Block.Facts(rows), result.warnings());
  }
}
