// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.gpt2;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.config.Activation;
import org.eidograph.model.nn.ActivationFunction;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.LayerNormLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;
import org.eidograph.model.nn.SelfAttention;
import org.eidograph.torch.Tensor;

/**
 * One GPT-2 block, for example {@code transformer.h.0}.
 *
 * @param attentionNorm {@code ln_1}
 * @param qkv {@code attn.c_attn}, (D) to (3·D)
 * @param o {@code attn.c_proj}
 * @param mlpNorm {@code ln_2}
 * @param up {@code mlp.c_fc}
 * @param down {@code mlp.c_proj}
 * @param activation between them
 * @param shape heads and scale
 */
public record Gpt2Block(
    LayerNormLayer attentionNorm,
    Linear qkv,
    Linear o,
    LayerNormLayer mlpNorm,
    Linear up,
    Linear down,
    Activation activation,
    AttentionShape shape)
    implements Segment {
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor middle = x.add(attention(attentionNorm.forward(x, pass), pass));
    Tensor h = up.forward(mlpNorm.forward(middle, pass), pass);
    return middle.add(down.forward(ActivationFunction.apply(activation, h), pass));
  }

  private Tensor attention(Tensor h, Pass pass) {
    Tensor all = qkv.forward(h, pass); // (N, 3·D)
    Tensor out = SelfAttention.attend(part(all, 0), part(all, 1), part(all, 2), shape, pass);
    return o.forward(out, pass);
  }

  private Tensor part(Tensor all, int index) {
    long width = (long) shape.heads() * shape.headSize();
    // (N, 3·D) -> (N, D) -> (N, H, d)
    return all.narrow(1, index * width, width)
        .reshape(all.size(0), shape.heads(), shape.headSize());
  }

  @Override
  public List<Linear> linears() {
    return List.of(qkv, o, up, down);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(attentionNorm.parameters());
    all.addAll(mlpNorm.parameters());
    linears().forEach(linear -> all.addAll(linear.parameters()));
    return all;
  }
}
