// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.util.Objects;
import java.util.stream.Collectors;
import org.eidograph.finetune.FineTuneRequest.ScheduleKind;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.LoraInit;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan in the words that Python programs share.
 *
 * @param adapter as {@code adapter_config.json} would hold it
 * @param rate of A; the LoRA+ of these programs multiplies it by the ratio to get that of B
 */
record PlanSettings(FineTuneRequest request, FineTunePlan plan, ObjectNode adapter, double rate) {
  static PlanSettings of(FineTune job) {
    return new PlanSettings(
        job.request(),
        job.plan(),
        job.lora().peftConfig(AdapterOrigin.of(job.request().model().name())),
        Objects.requireNonNull(job.peaks().get("A"), "every adapter has a factor A"));
  }

  FineTuneRequest.Training loop() {
    return request.training();
  }

  FineTuneRequest.Rates rates() {
    return request.rates();
  }

  /** transformers' name of the schedule. */
  String scheduler() {
    return switch (rates().schedule()) {
      case COSINE -> "cosine_with_min_lr";
      case LINEAR -> "linear";
      case CONSTANT, WSD -> "constant_with_warmup";
    };
  }

  boolean cosine() {
    return rates().schedule() == ScheduleKind.COSINE;
  }

  long warmupSteps() {
    return Math.round(rates().warmup() * plan.steps());
  }

  /** Comments: what was decided by which paper, and what no program's settings say. */
  String heading() {
    String decided =
        plan.lines().stream()
            .filter(line -> line.citation() != null)
            .map(line -> "# %s: %s (%s)\n".formatted(line.name(), line.value(), line.citation()))
            .collect(Collectors.joining());
    String start =
        request.lora().init() == LoraInit.B_NORMAL
            ? "# not followed: a start with B random and A zero; set the tensors yourself\n"
            : "";
    String schedule =
        rates().schedule() == ScheduleKind.WSD
            ? "# not followed: the schedule wsd; the rate is constant here\n"
            : "";
    return "# eido plan for " + request.model().name() + "\n" + decided + start + schedule;
  }

  /** Reads as the same number in Python, JSON and YAML. */
  static String number(double value) {
    return String.valueOf(value);
  }
}
