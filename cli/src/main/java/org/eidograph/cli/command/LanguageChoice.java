// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.base.UsageException;
import org.eidograph.transfer.sweep.LanguageCells;
import picocli.CommandLine.Option;

/** Option group: how the language models of a sweep are trained. */
final class LanguageChoice {
  @Option(
      names = "--batch-size",
      defaultValue = "4",
      paramLabel = "N",
      description = "packed rows of a step, the same at every width (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--warmup",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "share of the steps over which the rate rises (default: ${DEFAULT-VALUE})")
  private double warmup;

  @Option(
      names = "--init-std",
      defaultValue = "0.02",
      paramLabel = "STD",
      description =
          "standard deviation of the matrices at the first width (default: ${DEFAULT-VALUE})")
  private double initStd;

  /** Whether any differs from its default. */
  boolean given() {
    return batchSize != 4 || warmup != 0.1 || initStd != 0.02;
  }

  LanguageCells.Course course(int steps) {
    if (!(warmup >= 0 && warmup <= 1)) {
      throw new UsageException("--warmup must be a share from 0 to 1, got " + warmup);
    }
    return new LanguageCells.Course(steps, batchSize, (int) Math.round(warmup * steps), initStd);
  }
}
