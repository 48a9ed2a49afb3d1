// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.config.Activation;
import org.eidograph.model.nn.ActivationFunction;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.RmsNormLayer;
import org.eidograph.model.nn.RotaryPositions;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a Llama-like block is made of.
 *
 * @param attentionNorm {@code input_layernorm}
 * @param attention its projections
 * @param mlpNorm {@code post_attention_layernorm}
 * @param mlp its projections
 */
public record LlamaParts(
    RmsNormLayer attentionNorm, AttentionParts attention, RmsNormLayer mlpNorm, MlpParts mlp) {

  /**
   * Attention: projections of x to q (H·d), k (G·d), v (G·d) and back.
   *
   * @param queryNorm (d) weight of the norm on each query head, Qwen3 only
   * @param keyNorm (d) the same for keys
   * @param normEpsilon of both
   */
  public record AttentionParts(
      Linear q,
      Linear k,
      Linear v,
      Linear o,
      @Nullable Parameter queryNorm,
      @Nullable Parameter keyNorm,
      double normEpsilon,
      AttentionShape shape,
      RotaryPositions rotary) {}

  /** Gated MLP: x to the intermediate width F twice, and back. */
  public record MlpParts(Linear gate, Linear up, Linear down, Activation activation) {
    /**
     * {@code DOWN·(act(GATE·h)∘UP·h)}; takes part in autograd.
     *
     * @param h (N, D) float32
     * @return (N, D) float32
     */
    public Tensor forward(Tensor h, Pass pass) {
      Tensor gated = ActivationFunction.apply(activation, gate.forward(h, pass));
      return down.forward(gated.mul(up.forward(h, pass)), pass);
    }
  }
}
