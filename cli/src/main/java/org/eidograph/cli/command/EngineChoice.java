// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.train.engine.EngineSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Option group: speed against memory; nothing here changes what is learned, beyond rounding. */
final class EngineChoice {
  @Option(
      names = "--workers",
      defaultValue = "0",
      paramLabel = "N",
      description = "threads; 0 means one per core (default: ${DEFAULT-VALUE})")
  private int workers;

  @Option(
      names = "--micro-batch-tokens",
      paramLabel = "N",
      description =
          "tokens a thread holds activations for at once (default: "
              + EngineSettings.DEFAULT_MICRO_TOKENS
              + " for adapters, "
              + EngineSettings.WHOLE_MODEL_MICRO_TOKENS
              + " where every weight is trained)")
  private @Nullable Integer microTokens;

  @Option(
      names = "--activation-checkpointing",
      description =
          "keep block inputs only and compute each block again in backward: less memory, more time")
  private boolean recompute;

  @Option(
      names = "--prefix-cache-mb",
      defaultValue = "0",
      paramLabel = "MB",
      description =
          "memory for outputs of frozen layers below the lowest adapter (default:"
              + " ${DEFAULT-VALUE})")
  private long prefixCacheMb;

  EngineSettings request() {
    return request(EngineSettings.DEFAULT_MICRO_TOKENS);
  }

  EngineSettings ofWholeModel() {
    return request(EngineSettings.WHOLE_MODEL_MICRO_TOKENS);
  }

  private EngineSettings request(int usualTokens) {
    int tokens = microTokens == null ? usualTokens : microTokens;
    return new EngineSettings(Threads.of(workers), tokens, recompute, prefixCacheMb << 20);
  }
}
