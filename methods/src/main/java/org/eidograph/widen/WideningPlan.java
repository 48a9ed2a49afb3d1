// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.widening.ContinuedRun;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.transfer.ModelShape;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * How to train the wide model on: what each tensor's settings are multiplied by, so that without
 * noise it takes the very steps of its source. The JSON that lies beside the weights.
 *
 * @param format {@value #FORMAT}
 * @param optimizer what trains the matrices
 * @param factor k
 * @param target shape of the wide model, for which alone the rules hold
 * @param settings of the source, by which the products are taken
 * @param tensors one line for each pattern, in the order of the file
 * @param notes what the reader should know
 */
public record WideningPlan(
    String format,
    String optimizer,
    int factor,
    ModelShape target,
    SourceSettings settings,
    List<Line> tensors,
    List<String> notes) {
  /** Of this record. */
  public static final String FORMAT = "widening-plan/2";

  public WideningPlan {
    tensors = List.copyOf(tensors);
    notes = List.copyOf(notes);
  }

  /**
   * What the source was trained with.
   *
   * @param lr learning rate
   * @param weightDecay in PyTorch's convention
   * @param eps Adam's ε
   */
  public record SourceSettings(double lr, double weightDecay, double eps) {
    public SourceSettings {
      if (!(lr > 0) || !(weightDecay >= 0) || !(eps > 0)) {
        throw new UsageException(
            "the source's settings need a rate and an epsilon above 0 and a decay of at least 0, got %s, %s and %s"
                .formatted(lr, eps, weightDecay));
      }
    }
  }

  /**
   * Settings of all tensors of one pattern.
   *
   * @param pattern name with {@code *} for every index
   * @param role which axes grow
   * @param kOut copies of the output axis
   * @param kIn copies of the input axis
   * @param value factor of the copied weight
   * @param lr learning rate
   * @param eps ε of Adam; 0 where the optimizer has none
   * @param weightDecay in PyTorch's convention
   * @param clipWeight factor of the squared gradient norm in a global norm, relative to the source
   * @param optimizer what trains it
   */
  public record Line(
      String pattern,
      TensorRole role,
      int kOut,
      int kIn,
      double value,
      double lr,
      double eps,
      double weightDecay,
      double clipWeight,
      String optimizer) {}

  /**
   * Refuses a model that the plan was not made for, for example the source.
   *
   * @throws BadInputException if a length or the family differs from the wide model's
   */
  public void requireTarget(TransformerConfig config) {
    target.requireOf(
        config, "take the checkpoint that the plan lies beside, or this model's own plan");
  }

  /**
   * Reads the JSON.
   *
   * @throws BadInputException if the file is no plan of this format
   */
  public static WideningPlan read(Path file) {
    ObjectNode json = Json.readObject(file);
    String format = json.path("format").asString("none");
    if (!format.equals(FORMAT)) {
      throw new BadInputException(
          "%s must have the format %s, but has %s; write it again with 'eido widen'"
              .formatted(file, FORMAT, format));
    }
    if (!json.path("target").isObject()) {
      throw new BadInputException(
          "%s must name the shape of its model as 'target', but does not; write it again with 'eido widen'"
              .formatted(file));
    }
    try {
      return Json.mapper().treeToValue(json, WideningPlan.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s must hold a widening plan, but %s; write it again with 'eido widen'"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  static WideningPlan of(
      ModelShape target,
      WideShape shape,
      List<WidenedTensor> tensors,
      WideningRequest.Training training,
      CopyNoise noise) {
    OptimizerKind optimizer = training.optimizer();
    SourceSettings settings = training.settings();
    Map<String, Line> lines = new LinkedHashMap<>();
    for (WidenedTensor tensor : tensors) {
      lines.putIfAbsent(tensor.source().pattern(), line(tensor, optimizer, settings));
    }
    return new WideningPlan(
        FORMAT,
        optimizer.name(),
        shape.growth().factor(),
        target,
        settings,
        List.copyOf(lines.values()),
        notes(shape, tensors, noise));
  }

  private static Line line(WidenedTensor tensor, OptimizerKind optimizer, SourceSettings settings) {
    OptimizerKind own = tensor.trainedBy(optimizer);
    WideningRule rule = tensor.rule(optimizer);
    return new Line(
        tensor.source().pattern(),
        tensor.role(),
        tensor.out().factor(),
        tensor.in().factor(),
        rule.value(),
        settings.lr() * rule.learningRate(),
        own.usesEpsilon() ? settings.eps() * rule.epsilon() : 0,
        tensor.vector() ? 0 : settings.weightDecay() * rule.weightDecay(),
        rule.clipWeight(),
        own.name());
  }

  private static List<String> notes(WideShape shape, List<WidenedTensor> tensors, CopyNoise noise) {
    List<String> notes = new ArrayList<>();
    if (noise.silent()) {
      notes.add(
          "without noise the copies stay equal for ever and the wide model learns nothing that the"
              + " small one could not; widen with --noise paired");
    }
    notes.add(
        "the settings repeat the source's steps; with noise the best rate may be another, so tune"
            + " rate and noise on a small pair of models and carry them at the same factor");
    if (shape.source().widths().hiddenSize() < ContinuedRun.SMALLEST_SOURCE) {
      notes.add(
          "the source is narrower than %d: what is tuned here need not hold for wider ones"
              .formatted(ContinuedRun.SMALLEST_SOURCE));
    }
    if (shape.growth().factor() > 2) {
      notes.add(
          "published results favour doubling; at a factor of %d compare with training from scratch at equal total compute"
              .formatted(shape.growth().factor()));
    }
    if (tensors.stream().anyMatch(WidenedTensor::mixed)) {
      notes.add(
          "queries, keys and values of a packed projection share one rate: the function is kept,"
              + " but queries take other steps than those of the source, since theirs were divided"
              + " to keep the scores");
    }
    notes.add(
        "clip by the norm that weighs each tensor's squared gradient by its clip weight; the plain"
            + " norm changes its meaning with the width");
    return notes;
  }
}
