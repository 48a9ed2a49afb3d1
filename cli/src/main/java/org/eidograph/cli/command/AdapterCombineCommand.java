// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.lora.CombinedAdapter;
import org.eidograph.lora.combine.Combination;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one adapter of several. */
@Command(
    name = "combine",
    description = "Combine adapters of one base, each with a weight, into one plain adapter.",
    footer = {
      "",
      "Example:",
      "  eido adapter combine tales/adapter letters/adapter --weights 0.7,0.3 --output-dir both"
    })
final class AdapterCombineCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "PEFT directories")
  private List<Path> adapters = List.of();

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "W",
      description = "one for each adapter, negative ones take away (default: 1 for each)")
  private List<Double> weights = List.of();

  @Option(
      names = "--method",
      defaultValue = "cat",
      paramLabel = "METHOD",
      description =
          "${COMPLETION-CANDIDATES}: cat is exact and adds the ranks up, svd is the nearest of a"
              + " rank, linear averages the factors (default: ${DEFAULT-VALUE})")
  private Combination method = Combination.CAT;

  @Option(
      names = "--rank",
      paramLabel = "R",
      description = "for svd: rank of the result (default: the largest of the adapters)")
  private @Nullable Integer rank;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "new directory for the combined adapter")
  private Path directory;

  @Override
  public void run() {
    if (!weights.isEmpty() && weights.size() != adapters.size()) {
      throw new UsageException(
          "there must be one weight for each adapter, got %d for %d; give %d numbers with commas between"
              .formatted(weights.size(), adapters.size(), adapters.size()));
    }
    List<CombinedAdapter.Part> parts = new ArrayList<>();
    for (int i = 0; i < adapters.size(); i++) {
      parts.add(new CombinedAdapter.Part(adapters.get(i), weights.isEmpty() ? 1 : weights.get(i)));
    }
    output.print(
        CombinedAdapter.write(parts, method, rank, ResultPath.of(directory)),
        AdapterCombineCommand::blocks);
  }

  static List<Block> blocks(CombinedAdapter.Result result) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("combined adapter", result.outputDirectory().toString());
    rows.put("method", result.method());
    rows.put("adapters", String.valueOf(result.adapters()));
    rows.put("modules", String.valueOf(result.modules()));
    rows.put("rank", String.valueOf(result.rank()));
    rows.put(
        "missed of the weighted sum of changes",
        String.format(Locale.ROOT, "%.2f %%", 100 * result.missed()));
    return List.of(new Block.Facts(rows));
  }
}
