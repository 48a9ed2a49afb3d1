// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import org.eidograph.finetune.FineTuneRequest.ScheduleKind;
import picocli.CommandLine.Option;

/** Option group: how the rates move over a run. */
final class ScheduleChoice {
  @Option(
      names = "--schedule",
      defaultValue = "cosine",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}; wsd stays at its peak and falls over the last fifth (default:"
              + " ${DEFAULT-VALUE})")
  ScheduleKind schedule = ScheduleKind.COSINE;

  @Option(
      names = "--warmup",
      defaultValue = "0.05",
      paramLabel = "SHARE",
      description = "share of the steps over which the rate rises (default: ${DEFAULT-VALUE})")
  double warmup;

  @Option(
      names = "--floor",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "share of the peak that cosine and wsd end at (default: ${DEFAULT-VALUE})")
  double floor;
}
