// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Standard start with one rate that falls as 1/m, from which only the embeddings are exempt.
 *
 * <p>The abstract of arXiv 2605.21486 (2026) reports that this one exemption accounts for most of
 * muP's advantage under AdamW. A control, not a recommendation.
 */
public record EmbeddingHeld() implements Parametrization {
  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    Parametrization.requireAdaptive(label(), optimizer);
    AxisGrowth growth = tensor.growth();
    double width = tensor.role() == TensorRole.EMBEDDING ? 1 : Math.max(growth.out(), growth.in());
    TensorRule plain = EffectiveRule.unscaled(Standard.std(tensor, tuned), tuned, optimizer);
    return PerLayerRate.scaleRate(plain, 1 / width, optimizer);
  }

  @Override
  public String label() {
    return "sp-embedding";
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return role == TensorRole.EMBEDDING ? "keeps the tuned rate" : "rate falls as 1/m";
  }

  @Override
  public String citation() {
    return "arXiv 2605.21486 (abstract)";
  }

  @Override
  public boolean dividesByHeadSize() {
    return false;
  }
}
