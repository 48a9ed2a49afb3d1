// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.bert;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.config.Activation;
import org.eidograph.model.nn.ActivationFunction;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Tensor;

/**
 * One block of an encoder, for example {@code bert.encoder.layer.0}; it normalises after each sum.
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
public record BertBlock(
    Linear q,
    Linear k,
    Linear v,
    Linear o,
    LayerNormLayer attentionNorm,
    Linear up,
    Activation activation,
    Linear down,
    LayerNormLayer outputNorm,
    int heads)
    implements Segment {
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor middle = attentionNorm.forward(x.add(attention(x, pass)), pass);
    Tensor h = ActivationFunction.apply(activation, up.forward(middle, pass));
    return outputNorm.forward(middle.add(down.forward(h, pass)), pass);
  }

  private Tensor attention(Tensor x, Pass pass) {
    PaddedRows rows = PaddedRows.of(pass.sequences(), pass.device());
    double scale = 1 / Math.sqrt((double) q.outputs() / heads);
    Tensor out =
        rows.attend(
            q.forward(x, pass), k.forward(x, pass), v.forward(x, pass), heads, scale); // (N, D)
    return o.forward(out, pass);
  }

  @Override
  public List<Linear> linears() {
    return List.of(q, k, v, o, up, down);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    List.of(q, k, v, o).forEach(linear -> all.addAll(linear.parameters()));
    all.addAll(attentionNorm.parameters());
    List.of(up, down).forEach(linear -> all.addAll(linear.parameters()));
    all.addAll(outputNorm.parameters());
    return all;
  }
}
