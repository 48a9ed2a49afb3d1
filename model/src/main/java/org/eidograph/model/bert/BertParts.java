// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import org.eidograph.model.config.Activation;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;

/**
 * What a {@link BertBlock} is made of.
 *
 * @param q {@code attention.self.query}
 * @param k {@code attention.self.key}
 * @param v {@code attention.self.value}
 * @param o {@code attention.output.dense}
 * @param attentionNorm {@code attention.output.LayerNorm}
 * @param up {@code intermediate.dense}
 * @param activation between up and down
 * @param down {@code output.dense}
 * @param outputNorm {@code output.LayerNorm}
 * @param heads of attention
 */
public record BertParts(
    Linear q,
    Linear k,
    Linear v,
    Linear o,
    LayerNormLayer attentionNorm,
    Linear up,
    Activation activation,
    Linear down,
    LayerNormLayer outputNorm,
    int heads) {
  /** Multiplier of q·k: one over the square root of a head's size. */
  double scale() {
    return 1 / Math.sqrt((double) q.outputs() / heads);
  }
}
