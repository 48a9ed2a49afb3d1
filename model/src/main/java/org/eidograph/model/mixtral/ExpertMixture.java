// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.mixtral;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Pass;
import org.eidograph.model.llama.LlamaParts.MlpParts;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * A router and its experts, for example {@code model.layers.0.block_sparse_moe}.
 *
 * @param router (D) to (E), without bias
 * @param experts E gated feed-forward blocks
 * @param perToken how many experts a token goes to, k
 */
public record ExpertMixture(Linear router, List<MlpParts> experts, int perToken) {
  public ExpertMixture {
    experts = List.copyOf(experts);
  }

  /**
   * Applies it; takes part in autograd. The choice itself has no gradient, the weights of the
   * chosen have.
   *
   * @param h (N, D) float32
   * @return (N, D) float32
   */
  public Tensor forward(Tensor h, Pass pass) {
    Tensor.ValuesAndIndices top = router.forward(h, pass).softmax(1).topK(perToken); // (N, k)
    Tensor shares = top.values();
    Tensor weights = shares.mul(shares.sum(1, true).pow(-1));
    Routing routing = Routing.of(top.indices(), experts.size());
    List<Tensor> outputs = new ArrayList<>();
    for (int e = 0; e < experts.size(); e++) {
      int[] tokens = routing.tokens().get(e);
      if (tokens.length > 0) {
        Tensor seen = h.indexSelect(0, Tensors.ofInts(tokens, h.device()));
        outputs.add(experts.get(e).forward(seen, pass)); // (n_e, D)
      }
    }
    Tensor byChoice =
        Tensors.cat(outputs, 0)
            .indexSelect(0, Tensors.ofInts(routing.places(), h.device()))
            .reshape(h.size(0), perToken, h.size(1)); // (N·k, D) -> (N, k, D)
    return byChoice.mul(weights.unsqueeze(2)).sum(1, false);
  }

  /** Its linear modules, the router first. */
  public List<Linear> linears() {
    List<Linear> all = new ArrayList<>();
    all.add(router);
    for (MlpParts expert : experts) {
      all.addAll(List.of(expert.gate(), expert.up(), expert.down()));
    }
    return all;
  }
}
