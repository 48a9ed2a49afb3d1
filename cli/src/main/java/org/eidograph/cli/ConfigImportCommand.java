// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.cli.config.ForeignFile;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.finetune.PlanFormat;
import org.eidograph.finetune.foreign.ConfigImport;
import org.eidograph.finetune.foreign.ImportedConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns another program's configuration into a file for {@code eido finetune --config}. */
@Command(
    name = "import",
    description =
        "Read a configuration of PEFT, TRL, Axolotl or LLaMA-Factory as YAML for 'eido finetune"
            + " --config'; what has no equivalent is named.",
    footer = {
      "",
      "Examples:",
      "  eido config import axolotl.yaml --output train.yaml",
      "  eido config import out/adapter/adapter_config.json"
    })
final class ConfigImportCommand implements Runnable {
  @Mixin private Output output;

  @Parameters(
      paramLabel = "FILE",
      description = "adapter_config.json, a YAML file, or Python as 'eido plan --format' prints it")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "PROGRAM",
      description = "${COMPLETION-CANDIDATES}: whose it is (default: told by its keys)")
  private @Nullable PlanFormat format;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "new file for the YAML (default: it is printed)")
  private @Nullable Path target;

  @Override
  public void run() {
    if (target != null && Files.exists(target)) {
      throw new UsageException(
          "settings are imported into a new file, but %s exists; name another".formatted(target));
    }
    ImportedConfig config = ConfigImport.of(ForeignFile.read(file), format);
    if (target != null) {
      AtomicFiles.writeString(target, yaml(config));
    }
    output.print(config, this::blocks);
  }

  private List<Block> blocks(ImportedConfig config) {
    return List.of(
        new Block.Text(
            target == null
                ? yaml(config).stripTrailing()
                : "%d settings in %s, %d keys not followed"
                    .formatted(
                        config.settings().size(),
                        ResultPath.of(target),
                        config.notFollowed().size())));
  }

  static String yaml(ImportedConfig config) {
    StringBuilder text = new StringBuilder("# eido finetune, from " + config.format() + "\n");
    for (ImportedConfig.Setting setting : config.settings()) {
      text.append(
          "%s: %s  # %s%n".formatted(setting.key(), Json.line(setting.value()), setting.from()));
    }
    for (ImportedConfig.NotFollowed key : config.notFollowed()) {
      text.append("# not followed: %s: %s (%s)%n".formatted(key.key(), key.value(), key.reason()));
    }
    names(text, "open, our defaults hold", config.open());
    names(text, "without effect", config.withoutEffect());
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static void names(StringBuilder text, String title, List<String> keys) {
    if (!keys.isEmpty()) {
      text.append("# ").append(title).append(": ").append(String.join(", ", keys)).append('\n');
    }
  }
}
