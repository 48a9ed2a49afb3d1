// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.eidograph.theory.scaling.names.AxisSymbol;
import org.eidograph.theory.scaling.names.ModelDescription;
import org.eidograph.theory.scaling.names.ModelDescription.Head;
import org.eidograph.theory.scaling.names.TensorDescription;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.names.TensorPlace;

/**
 * Where the four scalars of a model go in a checkpoint whose configuration has no keys for them.
 *
 * <pre>
 * logits     lm_head, or the final norm's gain (and bias) when the head is tied
 * attention  the norm of the queries where there is one, else weight and bias of the query projection;
 *            relative to 1/√d_h
 * residual   the last matrix of each branch and its bias
 * embedding  the tables; when the head is tied, the final norm is divided by it
 * </pre>
 *
 * <p>The folded model computes the same function; it trains the same only with the rules of {@link
 * FoldStep#folded}. A Granite configuration needs no folding, see {@link
 * ModelMultipliers#graniteKeys}.
 */
public final class CheckpointFold {
  private final ModelDescription model;
  private final List<TensorDescription> tensors;
  private final List<FoldStep> steps = new ArrayList<>();

  private CheckpointFold(ModelDescription model, List<TensorDescription> tensors) {
    this.model = model;
    this.tensors = tensors;
  }

  /**
   * The steps that fold all four scalars; a scalar that is neutral gives none.
   *
   * @param tensors one description for each pattern, as {@code TensorNames.expected} gives
   * @throws IllegalArgumentException if a scalar has no tensor to go to
   */
  public static List<FoldStep> steps(
      ModelMultipliers multipliers, ModelDescription model, List<TensorDescription> tensors) {
    CheckpointFold fold = new CheckpointFold(model, tensors);
    fold.embedding(multipliers.embedding());
    fold.attention(multipliers.attention() * Math.sqrt(model.widths().headSize()));
    fold.add("residual multiplier", multipliers.residual(), CheckpointFold::endsBranch);
    fold.logits(multipliers.logits());
    return List.copyOf(fold.steps);
  }

  private void embedding(double factor) {
    add("embedding multiplier", factor, tensor -> tensor.kind() == TensorKind.LOOKUP);
    if (tied()) {
      add("embedding multiplier, undone for the tied head", 1 / factor, CheckpointFold::finalNorm);
    }
  }

  private void logits(double factor) {
    add(
        "logits multiplier",
        factor,
        tied() ? CheckpointFold::finalNorm : CheckpointFold::languageHead);
  }

  /** Queries alone take the factor; in a packed tensor they are the first part. */
  private void attention(double factor) {
    boolean normed = tensors.stream().anyMatch(CheckpointFold::queryNorm);
    add(
        "attention scale",
        factor,
        normed
            ? CheckpointFold::queryNorm
            : tensor -> tensor.out().symbol() == AxisSymbol.QUERY_HEADS);
  }

  private void add(String reason, double factor, Predicate<TensorDescription> takes) {
    // a scale that comes back as 1 up to rounding is none
    if (Math.abs(factor - 1) < 1e-12) {
      return;
    }
    List<TensorDescription> found = tensors.stream().filter(takes).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "the %s must have a tensor to go to, got %s for a %s without one; keep it in the configuration"
              .formatted(reason, factor, model.family().modelType()));
    }
    for (TensorDescription tensor : found) {
      int part = tensor.parts() > 1 ? 0 : FoldStep.ALL;
      steps.add(new FoldStep(tensor.pattern(), part, factor, reason));
    }
  }

  private boolean tied() {
    return model.switches().tiedHead() && model.switches().head() == Head.LANGUAGE;
  }

  private static boolean endsBranch(TensorDescription tensor) {
    return tensor.place() == TensorPlace.BRANCH_END;
  }

  private static boolean finalNorm(TensorDescription tensor) {
    return tensor.place() == TensorPlace.FINAL_NORM;
  }

  private static boolean languageHead(TensorDescription tensor) {
    return tensor.place() == TensorPlace.HEAD
        && tensor.kind() == TensorKind.MATRIX
        && tensor.in().symbol() == AxisSymbol.HIDDEN
        && !tensor.out().symbol().isWidth();
  }

  private static boolean queryNorm(TensorDescription tensor) {
    return tensor.kind() == TensorKind.GAIN
        && tensor.out().symbol() == AxisSymbol.HEAD_SIZE
        && tensor.pattern().contains(".q_norm.");
  }
}
