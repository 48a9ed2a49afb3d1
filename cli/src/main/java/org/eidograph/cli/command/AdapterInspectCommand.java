// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.lora.AdapterReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what an adapter directory holds. */
@Command(
    name = "inspect",
    description = "Show an adapter's configuration and tensors.",
    footer = {"", "Example:", "  eido adapter inspect out/adapter"})
final class AdapterInspectCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", description = "PEFT directory")
  private Path adapter;

  @Override
  public void run() {
    output.print(AdapterReport.of(adapter), AdapterInspectCommand::blocks);
  }

  static List<Block> blocks(AdapterReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("base", report.base());
    rows.put("rank", String.valueOf(report.rank()));
    rows.put("alpha", String.valueOf(report.alpha()));
    rows.put("target modules", report.targetModules());
    rows.put("parameters", String.valueOf(report.parameters()));
    rows.put("all finite", String.valueOf(report.finite()));
    Table tensors =
        new Table(
            "Tensors",
            List.of("tensor", "form", "norm"),
            report.tensors().stream()
                .map(t -> List.of(t.name(), t.form(), String.format(Locale.ROOT, "%.4g", t.norm())))
                .toList());
    return List.of(new Block.Facts(rows), new Block.Grid(tensors));
  }
}
