// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * One tensor as embedding and readout at the same time.
 *
 * <p>A tied tensor has one start, one rate, one ε and one decay. A rule can serve it only if it
 * asks the same of an embedding and of a readout; the multipliers of the two uses may differ. muP
 * in layouts B and C and the neural tangent parametrization pass; layout A, rates per layer, and
 * every embedding rule that depends on the width do not.
 *
 * @param embedding the tensor's rule; its multiplier is that of the lookup
 * @param logitsMultiplier factor in front of the logits
 */
public record TiedHead(TensorRule embedding, double logitsMultiplier) {
  /** Both rules are products of a few powers; 1e-12 is far above their rounding. */
  private static final double SAME = 1e-12;

  /**
   * The rule of the shared tensor.
   *
   * <p>{@link Standard} does not say how a tied head scales; as everyone does, the tensor is then
   * treated as an embedding, and the logits grow with the width.
   *
   * @param embedding the table, in the role EMBEDDING
   * @throws IllegalArgumentException if the recipe asks for different values in the two uses
   */
  public static TiedHead of(ScaledTensor embedding, ScalingRecipe recipe, TunedSettings tuned) {
    TensorRule asEmbedding = recipe.rule(embedding, tuned, 1);
    if (recipe.parametrization() instanceof Standard) {
      return new TiedHead(asEmbedding, 1);
    }
    TensorRule asReadout = recipe.rule(flipped(embedding), tuned, 1);
    requireSame(recipe, "initial std", asEmbedding.initStd(), asReadout.initStd());
    requireSame(recipe, "learning rate", asEmbedding.learningRate(), asReadout.learningRate());
    requireSame(recipe, "epsilon", asEmbedding.epsilon(), asReadout.epsilon());
    requireSame(recipe, "weight decay", asEmbedding.weightDecay(), asReadout.weightDecay());
    return new TiedHead(asEmbedding, asReadout.forwardMultiplier());
  }

  /** A table of V rows of width n read as a matrix from n to V. */
  private static ScaledTensor flipped(ScaledTensor table) {
    Fans base = new Fans(table.base().in(), table.base().out());
    Fans target = new Fans(table.target().in(), table.target().out());
    return new ScaledTensor(TensorRole.READOUT, base, target, false);
  }

  private static void requireSame(
      ScalingRecipe recipe, String quantity, double embedding, double readout) {
    if (Math.abs(embedding - readout) > SAME * Math.max(embedding, readout)) {
      throw new IllegalArgumentException(
          "a tied head needs one %s for embedding and readout, got %s and %s from %s with embeddings %s; untie the head, or take mup-B with embeddings mup"
              .formatted(
                  quantity,
                  embedding,
                  readout,
                  recipe.parametrization().label(),
                  recipe.embeddings().label()));
    }
  }
}
