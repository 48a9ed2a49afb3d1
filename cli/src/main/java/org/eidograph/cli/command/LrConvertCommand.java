// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eidograph.base.Table;
import org.eidograph.cli.Output;
import org.eidograph.cli.config.ConfigOptions;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.report.SignificantDigits;
import org.eidograph.lora.rates.ConvertedRate;
import org.eidograph.lora.rates.RateConversion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Carries a tuned learning rate to another training. */
@Command(
    name = "convert",
    description =
        "Carry a tuned learning rate to another rank, multiplier or width, to LoRA+ or to full"
            + " fine-tuning.",
    footer = {
      "",
      "Examples:",
      "  eido lr convert --learning-rate 2e-4 --from-rank 4 --from-scale 1 --to-rank 64",
      "  eido lr convert --learning-rate 2e-4 --from-rank 16 --from-alpha 32 --to-rank 64 \\",
      "    --to-rslora --to-lora-plus-ratio auto --model docs/examples/large",
      "  eido lr convert --learning-rate 1e-4 --from-init b --from-rank 64 --from-scale 1 \\",
      "    --from-width 1024 --to-init full --to-width 4096"
    })
final class LrConvertCommand implements Runnable {
  @Option(
      names = "--learning-rate",
      required = true,
      paramLabel = "LR",
      description = "the tuned rate; with --from-lora-plus-ratio that of A, as PEFT takes it")
  private double learningRate;

  @ArgGroup(validate = false, heading = "%nTuned:%n", order = 1)
  private final TunedOptions tuned = new TunedOptions();

  @ArgGroup(validate = false, heading = "%nWanted:%n", order = 2)
  private final WantedOptions wanted = new WantedOptions();

  @Mixin private ConfigOptions config;
  @Mixin private Output output;

  @Override
  public void run() {
    output.print(
        RateConversion.of(
            new RateConversion.Request(
                learningRate,
                tuned.ratio,
                tuned.side(),
                wanted.side(),
                wanted.ratio(),
                wanted.modules())),
        LrConvertCommand::blocks);
  }

  static List<Block> blocks(ConvertedRate rate) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(rate)));
    if (!rate.modules().isEmpty()) {
      blocks.add(new Block.Grid(modules(rate.modules())));
    }
    Notes.add(blocks, rate.notes());
    return blocks;
  }

  private static Map<String, String> facts(ConvertedRate rate) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("from", rate.from() + fanIn(rate.fromFanIn()));
    rows.put("to", rate.to() + fanIn(rate.toFanIn()));
    rows.put("tuned rate", number(rate.tuned()));
    rows.put("factor", number(rate.factor()));
    rows.put("learning rate", number(rate.learningRate()));
    rows.put(
        "try",
        rate.bracket().stream().map(LrConvertCommand::number).collect(Collectors.joining(", ")));
    ConvertedRate.Pair pair = rate.loraPlus();
    if (pair != null) {
      rows.put(
          "LoRA+",
          "ratio %s: A %s, B %s"
              .formatted(number(pair.ratio()), number(pair.rateA()), number(pair.rateB())));
    }
    rows.put("rule", rate.rule());
    rows.put("support", rate.support());
    rows.put("source", rate.citation());
    return rows;
  }

  private static String fanIn(@Nullable Double width) {
    return width == null ? "" : ", fan-in " + number(width);
  }

  private static Table modules(List<ConvertedRate.ModuleRate> modules) {
    return new Table(
        "One rate for each module type, by its own fan-in",
        List.of("module", "fan-in", "learning rate"),
        modules.stream()
            .map(m -> List.of(m.type(), String.valueOf(m.fanIn()), number(m.learningRate())))
            .toList());
  }

  private static String number(double value) {
    return SignificantDigits.format(value);
  }
}
