// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.theory.scaling.DepthRule;
import org.eidograph.theory.scaling.ScaledTensor;
import org.eidograph.theory.scaling.TensorRole;
import org.eidograph.theory.scaling.names.AxisSymbol;
import org.eidograph.theory.scaling.names.ModelDescription.Counts;
import org.eidograph.theory.scaling.names.ModelDescription.Widths;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.plan.PlanNote.Topic;

/** What a plan's reader should know about its two models. */
final class PlanNotes {
  /** Below this width finite-width drifts of 0.5 to 1.5 doublings of the best rate are common. */
  private static final int SMALLEST_BASE = 128;

  private final PlanRequest request;
  private final List<PlannedTensor> tensors;
  private final Widths base;
  private final Widths target;
  private final List<PlanNote> notes = new ArrayList<>();

  PlanNotes(PlanRequest request, List<PlannedTensor> tensors) {
    this.request = request;
    this.tensors = tensors;
    this.base = request.base().widths();
    this.target = request.target().widths();
  }

  List<PlanNote> all() {
    aboutWidth();
    aboutHeads();
    aboutReadouts();
    aboutCounts();
    aboutOrigin();
    return List.copyOf(notes);
  }

  private void aboutWidth() {
    if (base.equals(target)
        && request.base().counts().layers() == request.target().counts().layers()) {
      add(Topic.SAME_SHAPE, "base and target have the same shape, so nothing is scaled");
    }
    if (base.hiddenSize() < SMALLEST_BASE) {
      add(
          Topic.SMALL_BASE,
          "settings tuned at width %d drift with the width; tune at %d or more"
              .formatted(base.hiddenSize(), SMALLEST_BASE));
    }
    long left = (long) base.feedForwardSize() * target.hiddenSize();
    long right = (long) target.feedForwardSize() * base.hiddenSize();
    if (left != right) {
      add(
          Topic.FEED_FORWARD_RATIO,
          "the feed-forward size is %d of %d in the base and %d of %d in the target; each tensor follows its own fan-in"
              .formatted(
                  base.feedForwardSize(),
                  base.hiddenSize(),
                  target.feedForwardSize(),
                  target.hiddenSize()));
    }
  }

  private void aboutHeads() {
    if (base.headSize() != target.headSize()) {
      boolean divides = request.choices().recipe().parametrization().dividesByHeadSize();
      add(
          Topic.HEAD_SIZE,
          divides
              ? "the head size changes from %d to %d, so attention must use the plan's multiplier instead of 1/sqrt(d_h)"
                  .formatted(base.headSize(), target.headSize())
              : "the head size changes from %d to %d under 1/sqrt(d_h) attention; grow the number of heads instead"
                  .formatted(base.headSize(), target.headSize()));
    }
    long baseKeyValue = (long) base.keyValueHeads() * base.headSize();
    long targetKeyValue = (long) target.keyValueHeads() * target.headSize();
    if (baseKeyValue == targetKeyValue && base.hiddenSize() < target.hiddenSize()) {
      add(
          Topic.KEY_VALUE_HEADS,
          "key and value projections keep a fan-out of %d while their fan-in grows, like a readout's; let key and value heads grow, or start them as readouts"
              .formatted(targetKeyValue));
    }
  }

  /** A matrix whose fan-in alone grows behaves as a readout, whatever it is called. */
  private void aboutReadouts() {
    List<String> patterns =
        tensors.stream()
            .filter(tensor -> tensor.role() == TensorRole.HIDDEN)
            .filter(tensor -> tensor.growthOut() == 1 && tensor.growthIn() > 1)
            .map(PlannedTensor::pattern)
            .toList();
    if (!patterns.isEmpty()) {
      add(
          Topic.UNDECLARED_READOUT,
          "the fan-in grows and the fan-out does not for %s, which are planned as hidden matrices; let both grow"
              .formatted(patterns));
    }
  }

  private void aboutCounts() {
    Counts small = request.base().counts();
    Counts large = request.target().counts();
    boolean deeper = small.layers() != large.layers();
    if (deeper && request.choices().recipe().depth() instanceof DepthRule.Unscaled) {
      add(
          Topic.DEPTH,
          "the number of blocks changes from %d to %d and no depth rule is chosen; take completep"
              .formatted(small.layers(), large.layers()));
    }
    if (small.vocabulary() != large.vocabulary()) {
      add(
          Topic.VOCABULARY,
          "the vocabulary changes from %d to %d, which no rule of width accounts for"
              .formatted(small.vocabulary(), large.vocabulary()));
    }
  }

  private void aboutOrigin() {
    List<String> assumed = request.settings().assumedNames();
    if (!assumed.isEmpty()) {
      add(
          Topic.ASSUMED_SETTINGS,
          "assumed, not tuned: %s; tune them at the base".formatted(String.join(", ", assumed)));
    }
    if (request.choices().fromCheckpoint()) {
      add(
          Topic.CHECKPOINT,
          "the weights were not trained under this recipe, so its absolute rates promise nothing; ratios of a widening do");
    }
  }

  private void add(Topic topic, String text) {
    notes.add(new PlanNote(topic, text));
  }

  /** Whether a projection to keys or values has a growing fan-in and a fixed fan-out. */
  static boolean fixedKeyValue(TensorDescription tensor, ScaledTensor scaled) {
    return tensor.kind() == TensorKind.MATRIX
        && tensor.out().symbol() == AxisSymbol.KEY_VALUE_HEADS
        && scaled.growth().out() == 1
        && scaled.growth().in() > 1;
  }
}
