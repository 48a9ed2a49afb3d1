// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import java.util.List;

/**
 * A rule that carries settings tuned at a base shape to a wider one.
 *
 * <p>Every parametrization here but {@link UnitScaled} promises two things: at the base shape the
 * rule of every tensor is that of ordinary training, and each says in its documentation what then
 * happens as the width grows. The rule of a tensor depends on nothing but the tensor, so that no
 * state needs to live on parameters.
 */
public sealed interface Parametrization
    permits MaximalUpdate,
        Standard,
        NeuralTangent,
        UnitScaled,
        Spectral,
        PerLayerRate,
        EmbeddingHeld {

  /**
   * The rule of one tensor at its target shape.
   *
   * @param optimizer what trains this very tensor, see {@link OptimizerKind#forRole}
   * @throws IllegalArgumentException if this parametrization has no rule for the optimizer
   */
  TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer);

  /** Short name, as users write it and plans print it. */
  String label();

  /** The rule of a role in words and symbols, one line. */
  String reason(TensorRole role, OptimizerKind optimizer);

  /** Where the rule comes from. */
  String citation();

  /**
   * Whether attention logits are {@code q·k·c/d_h} with c fixed at the base shape, instead of
   * {@code q·k/√d_h}. It makes a difference only where the head size grows.
   */
  default boolean dividesByHeadSize() {
    return true;
  }

  /** The parametrization with this label. */
  static Parametrization of(String label) {
    List<Parametrization> known =
        List.of(
            new MaximalUpdate(MaximalUpdate.Layout.A),
            new MaximalUpdate(MaximalUpdate.Layout.B),
            new MaximalUpdate(MaximalUpdate.Layout.C),
            new Standard(),
            new NeuralTangent(),
            new UnitScaled(),
            new Spectral(),
            new PerLayerRate(),
            new EmbeddingHeld());
    return known.stream()
        .filter(parametrization -> parametrization.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a parametrization must be one of %s, got %s"
                        .formatted(known.stream().map(Parametrization::label).toList(), label)));
  }

  /** Refuses an optimizer that is not of degree 0 in the gradient. */
  static void requireAdaptive(String label, OptimizerKind optimizer) {
    if (optimizer.degree() != 0) {
      throw new IllegalArgumentException(
          "%s is a rule for optimizers of the Adam family, got %s; take mup for it"
              .formatted(label, optimizer.name()));
    }
  }
}
