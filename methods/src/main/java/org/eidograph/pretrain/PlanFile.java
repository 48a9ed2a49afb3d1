// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.plan.ScalingPlan;
import org.eidograph.torch.UpdateRule;
import org.eidograph.transfer.PlainRule;
import org.eidograph.transfer.TransferPlan;
import org.eidograph.widen.WideningPlan;

/**
 * The rules in a file that lies beside a checkpoint: a scaling plan, as {@code eido transfer plan}
 * and {@code eido pretrain} write it, or the plan of a widened model.
 *
 * @param kind its format, for example {@code mup-plan/1}
 * @param patterns rates of all tensors
 */
record PlanFile(String kind, List<RatedPattern> patterns) {
  PlanFile {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads it for a model.
   *
   * @throws BadInputException if it is neither, or was made for a model of another shape
   */
  static PlanFile read(Path file, TransformerConfig config, UpdateRule.AdamW adam) {
    String format = Json.readObject(file).path("format").asString("none");
    if (format.equals(WideningPlan.FORMAT)) {
      WideningPlan plan = WideningPlan.read(file);
      plan.requireTarget(config);
      return new PlanFile(
          format, plan.tensors().stream().map(line -> RatedPattern.of(line, adam)).toList());
    }
    if (!format.equals(ScalingPlan.FORMAT)) {
      throw new BadInputException(
          "%s must have the format %s or %s, but has %s; give transfer_plan.json of a pretrained model or widening-plan.json of a widened one, written by this version"
              .formatted(file, ScalingPlan.FORMAT, WideningPlan.FORMAT, format));
    }
    TransferPlan plan = TransferPlan.read(file);
    plan.requireTarget(config);
    return new PlanFile(
        format, PlainRule.of(plan, config).stream().map(r -> RatedPattern.of(r, adam)).toList());
  }
}
