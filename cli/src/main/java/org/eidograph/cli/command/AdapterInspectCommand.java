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
import org.eidograph.model.CheckpointLocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an adapter directory holds. */
@Command(
    name = "inspect",
    description = "Show an adapter's configuration, how far it moves each module, and its tensors.",
    footer = {"", "Example:", "  eido adapter inspect out/adapter --model fixtures/stories260k"})
final class AdapterInspectCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", description = "PEFT directory")
  private Path adapter;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "base checkpoint, to compare each change with the weight it changes")
  private @Nullable String model;

  @Override
  public void run() {
    Path base = model == null ? null : CheckpointLocator.of(System.getenv()).locate(model);
    output.print(AdapterReport.of(adapter, base), AdapterInspectCommand::blocks);
  }

  static List<Block> blocks(AdapterReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("base", report.base());
    rows.put("rank", String.valueOf(report.rank()));
    rows.put("alpha", String.valueOf(report.alpha()));
    rows.put("target modules", report.targetModules());
    rows.put("parameters", String.valueOf(report.parameters()));
    rows.put("all finite", String.valueOf(report.finite()));
    if (report.unsupported() != null) {
      rows.put("not usable", report.unsupported());
    }
    return List.of(
        new Block.Facts(rows), new Block.Grid(modules(report)), new Block.Grid(tensors(report)));
  }

  private static Table modules(AdapterReport report) {
    return new Table(
        "Modules",
        List.of("module", "rank", "scale", "change", "of its weight"),
        report.modules().stream()
            .map(
                m ->
                    List.of(
                        m.module(),
                        String.valueOf(m.rank()),
                        number(m.scale()),
                        number(m.change()),
                        m.relativeChange() == null
                            ? "-"
                            : String.format(Locale.ROOT, "%.2f %%", 100 * m.relativeChange())))
            .toList());
  }

  private static Table tensors(AdapterReport report) {
    return new Table(
        "Tensors",
        List.of("tensor", "form", "norm"),
        report.tensors().stream().map(t -> List.of(t.name(), t.form(), number(t.norm()))).toList());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
