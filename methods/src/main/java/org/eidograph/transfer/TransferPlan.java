// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.plan.ModelMultipliers;
import org.eidograph.theory.scaling.plan.PlanNote;
import org.eidograph.theory.scaling.plan.ScalingPlan;
import tools.jackson.core.JacksonException;

/**
 * A plan as it is printed and kept: the JSON that lies beside the weights, since a checkpoint alone
 * forgets the rule it was trained by. Its components are the keys of that JSON.
 *
 * <p>Every factor is applied in one place only: rates and the rest are multiplied out, and a
 * schedule must multiply each tensor's own rate.
 *
 * @param format {@link ScalingPlan#FORMAT}
 * @param parametrization label, for example {@code mup-B}
 * @param optimizer what trains the matrices
 * @param embeddingRule label
 * @param weightDecayRule label
 * @param depthRule label
 * @param base shape at which the settings were tuned
 * @param target shape that is to be trained
 * @param hparams the tuned values
 * @param assumed which of them nobody gave, by their names in {@code hparams}
 * @param multipliers scalars of the target
 * @param tensors one line for each pattern, in the order of the forward pass
 * @param notes what the reader should know
 */
public record TransferPlan(
    String format,
    String parametrization,
    String optimizer,
    String embeddingRule,
    String weightDecayRule,
    String depthRule,
    ModelShape base,
    ModelShape target,
    Hparams hparams,
    List<String> assumed,
    ModelMultipliers multipliers,
    List<PlanLine> tensors,
    List<PlanNote> notes) {

  private static final Pattern INDEX = Pattern.compile("\\.([0-9]{1,9})\\.");

  /** Values tuned at the base. */
  public record Hparams(double lr, double weightDecay, double eps, double initStd) {}

  public TransferPlan {
    assumed = List.copyOf(assumed);
    tensors = List.copyOf(tensors);
    notes = List.copyOf(notes);
  }

  /**
   * Plans.
   *
   * @throws BadInputException if the two models have different tensors, or the target is narrower
   * @throws UsageException if a setting is out of range, or two rules exclude one another
   */
  public static TransferPlan of(TransferRequest request) {
    return new TransferPlanner(request).plan();
  }

  /**
   * The line of a tensor.
   *
   * @param name as in a checkpoint, with an index or with {@code *} for it
   * @throws UsageException if the model has no such tensor
   */
  public PlanLine tensor(String name) {
    return tensors.stream()
        .filter(line -> line.covers(name) && layer(name) < target.numHiddenLayers())
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "a tensor must be one of the target's %d layers, got %s; it has %s"
                        .formatted(
                            target.numHiddenLayers(),
                            name,
                            tensors.stream().map(PlanLine::pattern).toList())));
  }

  /** The first index of a name; -1 if it has none. */
  private static int layer(String name) {
    Matcher index = INDEX.matcher(name);
    return index.find() ? Integer.parseInt(index.group(1)) : -1;
  }

  /**
   * Refuses a model that the plan was not made for.
   *
   * @throws BadInputException if a length or the family differs from the target's
   */
  public void requireTarget(TransformerConfig config) {
    ModelShape shape = ModelShape.of(ConfigDescription.of(config));
    if (!shape.equals(target)) {
      throw new BadInputException(
          "a plan holds for its target alone, which is %s with %d tokens, but the model is %s with %d; plan for this model with 'eido transfer plan'"
              .formatted(target.inWords(), target.vocabSize(), shape.inWords(), shape.vocabSize()));
    }
  }

  /** Writes the JSON. */
  public void write(Path file) {
    AtomicFiles.writeString(file, Json.pretty(this));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws BadInputException if the file is no plan of this format
   */
  public static TransferPlan read(Path file) {
    TransferPlan plan;
    try {
      plan = Json.mapper().treeToValue(Json.readObject(file), TransferPlan.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s must hold a plan, but %s; write it again with 'eido transfer plan --output'"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
    if (!ScalingPlan.FORMAT.equals(plan.format)) {
      throw new BadInputException(
          "%s must have the format %s, but has %s; write it again with 'eido transfer plan --output'"
              .formatted(file, ScalingPlan.FORMAT, plan.format));
    }
    return plan;
  }
}
