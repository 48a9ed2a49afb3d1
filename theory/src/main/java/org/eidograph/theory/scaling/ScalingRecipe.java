// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * A parametrization with the rules composed on top of it.
 *
 * @param parametrization how std, multiplier and rate follow the width
 * @param optimizer what trains the model
 * @param embeddings how the rate of embeddings follows the width
 * @param decay how weight decay follows a scaled rate
 * @param depth how settings follow the number of blocks
 */
public record ScalingRecipe(
    Parametrization parametrization,
    OptimizerKind optimizer,
    EmbeddingRule embeddings,
    WeightDecayRule decay,
    DepthRule depth) {

  /** muP in layout B for AdamW, {@code η·λ} kept, no depth rule. */
  public static ScalingRecipe maximalUpdate() {
    return of(new MaximalUpdate(), OptimizerKind.ADAMW);
  }

  /** A parametrization with {@code η·λ} kept, embeddings as it says, no depth rule. */
  public static ScalingRecipe of(Parametrization parametrization, OptimizerKind optimizer) {
    return new ScalingRecipe(
        parametrization,
        optimizer,
        new EmbeddingRule.WidthFree(),
        WeightDecayRule.KEEP_PRODUCT,
        new DepthRule.Unscaled());
  }

  /** The same with another rule for embeddings. */
  public ScalingRecipe with(EmbeddingRule rule) {
    return new ScalingRecipe(parametrization, optimizer, rule, decay, depth);
  }

  /** The same with another rule for decay. */
  public ScalingRecipe with(WeightDecayRule rule) {
    return new ScalingRecipe(parametrization, optimizer, embeddings, rule, depth);
  }

  /** The same with another rule for depth. */
  public ScalingRecipe with(DepthRule rule) {
    return new ScalingRecipe(parametrization, optimizer, embeddings, decay, rule);
  }

  /**
   * The rule of one tensor: width first, then the embedding's rate, decay, and last depth, which
   * leaves decay as it is.
   *
   * @param depthGrowth m_L = L/L₀, positive
   * @throws IllegalArgumentException if two of the composed rules do not go together
   */
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, double depthGrowth) {
    OptimizerKind kind = optimizer.forRole(tensor.role());
    TensorRule width = parametrization.rule(tensor, tuned, kind);
    if (tensor.role() == TensorRole.EMBEDDING) {
      width = width.withLearningRate(width.learningRate() * embeddingFactor(tensor, kind));
    }
    TensorRule decayed = decay.apply(width, tensor, tuned, kind);
    return tensor.inBlock() ? deepened(decayed, depthGrowth, kind) : decayed;
  }

  private double embeddingFactor(ScaledTensor tensor, OptimizerKind kind) {
    if (!(embeddings instanceof EmbeddingRule.WidthFree)) {
      Parametrization.requireAdaptive("the embedding rule " + embeddings.label(), kind);
    }
    return embeddings.rateFactor(tensor);
  }

  private TensorRule deepened(TensorRule rule, double depthGrowth, OptimizerKind kind) {
    return rule.withLearningRate(rule.learningRate() * depth.rateFactor(depthGrowth, kind))
        .withEpsilon(rule.epsilon() * depth.epsilonFactor(depthGrowth));
  }
}
