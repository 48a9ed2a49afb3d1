// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * Standard start with Adam rates per layer: η for embeddings and vectors, η/m_in for matrices and
 * the readout.
 *
 * <p>Everett et al. (2024, arXiv 2407.05872) report that a prescription of this kind transfers;
 * their exact exponents are not repeated here. With {@link EmbeddingRule.LargeVocabulary} it is the
 * "√d rule" of Hayou, Liu (2025, arXiv 2506.15025): hidden η/m, embedding √m times as much. ε is
 * left as tuned.
 */
public record PerLayerRate() implements Parametrization {
  @Override
  public TensorRule rule(ScaledTensor tensor, TunedSettings tuned, OptimizerKind optimizer) {
    Parametrization.requireAdaptive(label(), optimizer);
    double factor = optimizer.rateFactor(tensor.growth());
    TensorRule plain = EffectiveRule.unscaled(Standard.std(tensor, tuned), tuned, optimizer);
    return scaleRate(plain, factor, optimizer);
  }

  /** The rate times a factor; decoupled decay divided by it, so that their product stays. */
  static TensorRule scaleRate(TensorRule plain, double factor, OptimizerKind optimizer) {
    return plain
        .withLearningRate(plain.learningRate() * factor)
        .withWeightDecay(
            optimizer.decoupledDecay() ? plain.weightDecay() / factor : plain.weightDecay());
  }

  @Override
  public String label() {
    return "sp-per-layer";
  }

  @Override
  public String reason(TensorRole role, OptimizerKind optimizer) {
    return role.growsIn() ? "standard start, rate by the fan-in" : "standard start, tuned rate";
  }

  @Override
  public String citation() {
    return "Everett et al. 2024, arXiv 2407.05872";
  }

  @Override
  public boolean dividesByHeadSize() {
    return false;
  }
}
