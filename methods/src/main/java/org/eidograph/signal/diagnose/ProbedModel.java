// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import java.util.Locale;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.config.Activation;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * A model under diagnosis: what decoders and encoders have in common, and where they differ.
 *
 * @param model its first segment embeds, its last stands between the blocks and the head
 * @param family {@code model_type}
 * @param activation of the MLPs
 * @param norms where its blocks normalise
 */
record ProbedModel(
    SegmentedModel model, String family, Activation activation, ModelFacts.Norms norms) {
  static ProbedModel of(SegmentedModel model) {
    if (model instanceof CausalLm decoder) {
      return new ProbedModel(
          model,
          decoder.config().modelType(),
          decoder.config().activation(),
          ModelFacts.Norms.BEFORE_BRANCHES);
    }
    SequenceClassifier encoder = (SequenceClassifier) model; // the other of two
    return new ProbedModel(
        model,
        encoder.config().family().modelType(),
        encoder.config().activation(),
        ModelFacts.Norms.AFTER_SUMS);
  }

  /** Number of blocks L. */
  int blocks() {
    return model.segments().size() - 2;
  }

  /** A block, counted from 0. */
  Segment block(int number) {
    return model.segments().get(number + 1);
  }

  /** Whether it predicts the next token, so that texts are their own labels. */
  boolean predictsTokens() {
    return model instanceof CausalLm;
  }

  boolean gated() {
    return model.linears().stream().anyMatch(linear -> linear.path().type() == ModuleType.GATE);
  }

  ModelFacts facts(boolean fresh) {
    return new ModelFacts(
        family,
        blocks(),
        model.hiddenSize(),
        activation.name().toLowerCase(Locale.ROOT),
        gated(),
        norms,
        fresh);
  }

  /**
   * Mean square gain of the norm behind each branch, two a block; ones where norms stand before the
   * branches and leave the stream alone.
   */
  double[] normGains() {
    double[] gains = new double[2 * blocks()];
    for (int branch = 0; branch < gains.length; branch++) {
      gains[branch] = norms == ModelFacts.Norms.BEFORE_BRANCHES ? 1 : meanSquare(gain(branch));
    }
    return gains;
  }

  /** An encoder's block has two norms, behind attention and behind the MLP. */
  private Parameter gain(int branch) {
    List<Parameter> gains =
        block(branch / 2).parameters().stream()
            .filter(p -> p.module().type() == ModuleType.NORM && p.name().endsWith(".weight"))
            .toList();
    return gains.get(branch % 2);
  }

  private static double meanSquare(Parameter gain) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Tensor values = gain.value().to(DType.FLOAT64);
      return values.mul(values).mean().item();
    }
  }
}
