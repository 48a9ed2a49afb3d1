// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.mixtral;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.llama.LlamaParts.AttentionParts;
import org.eidograph.model.llama.RotaryAttention;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.RmsNormLayer;
import org.eidograph.model.nn.Segment;
import org.eidograph.torch.Tensor;

/**
 * One Mixtral block, for example {@code model.layers.0}.
 *
 * @param attentionNorm {@code input_layernorm}
 * @param attention its projections
 * @param mixtureNorm {@code post_attention_layernorm}
 * @param mixture {@code block_sparse_moe}
 */
public record MixtralBlock(
    RmsNormLayer attentionNorm,
    AttentionParts attention,
    RmsNormLayer mixtureNorm,
    ExpertMixture mixture)
    implements Segment {

  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor h = attentionNorm.forward(x, pass);
    Tensor middle = x.add(RotaryAttention.apply(attention, h, pass));
    return middle.add(mixture.forward(mixtureNorm.forward(middle, pass), pass));
  }

  @Override
  public List<Linear> linears() {
    List<Linear> all =
        new ArrayList<>(List.of(attention.q(), attention.k(), attention.v(), attention.o()));
    all.addAll(mixture.linears());
    return all;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(attentionNorm.parameters());
    all.addAll(mixtureNorm.parameters());
    linears().forEach(linear -> all.addAll(linear.parameters()));
    return all;
  }
}
