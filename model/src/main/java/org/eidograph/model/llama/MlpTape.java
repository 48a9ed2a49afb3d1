// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.Objects;
import org.eidograph.model.Pass;
import org.eidograph.model.nn.LinearGroup;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.LinearGroupTape;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The gated MLP's forward and backward without a graph: {@code y = DOWN·(silu(g)∘u)}, {@code g =
 * GATE·h}, {@code u = UP·h}.
 *
 * <pre>
 * dm = DOWNᵀ·dy     du = dm∘silu(g)     dg = dm∘u∘silu'(g)     dh = GATEᵀ·dg + UPᵀ·du
 * </pre>
 *
 * <p>g, u and the bottlenecks of low-rank deltas are kept from forward to backward, and nothing
 * else: 2F numbers a token where a graph keeps the activation and the product too. Where the
 * weights are trained the product is kept as well.
 */
public final class MlpTape implements AutoCloseable {
  private final LinearGroupTape gateAndUp;
  private final LinearGroupTape down;
  private final boolean keepsProduct; // the gradient of DOWN reads it
  private @Nullable Tensor widened; // g and u side by side, (N, 2F)
  private @Nullable Tensor product; // silu(g)∘u, (N, F)

  /**
   * For one forward and one backward.
   *
   * @param gateAndUp frozen weights, deltas maybe beside them
   */
  public MlpTape(LinearGroup gateAndUp, LinearGroup down) {
    this.gateAndUp = new LinearGroupTape(gateAndUp);
    this.down = new LinearGroupTape(down);
    this.keepsProduct = down.trained();
  }

  /** (N, D) to (N, D), in the weights' type. */
  public Tensor forward(Tensor h, Pass pass) {
    Tensor both = gateAndUp.forward(h, pass).keep();
    widened = both;
    Tensor m = Nn.silu(gateAndUp.part(both, 0)).mulInPlace(gateAndUp.part(both, 1));
    if (keepsProduct) {
      product = m.keep();
    }
    return down.forward(m, pass);
  }

  /** Gradient with respect to h, in the weights' type; h is what {@link #forward} got. */
  public Tensor backward(Tensor dy, Tensor h, Gradients gradients) {
    Tensor g = gateAndUp.part(Objects.requireNonNull(widened), 0);
    Tensor u = gateAndUp.part(Objects.requireNonNull(widened), 1);
    Tensor activated = Nn.silu(g);
    Tensor m = product == null ? activated.mul(u) : product;
    Tensor dm = down.backward(dy, m, gradients);
    Tensor d = Tensors.emptyLike(Objects.requireNonNull(widened));
    activated.mulInto(dm, gateAndUp.part(d, 1));
    Nn.siluBackwardInto(dm.mulInPlace(u), g, gateAndUp.part(d, 0));
    return gateAndUp.backward(d, h, gradients);
  }

  @Override
  public void close() {
    if (widened != null) {
      widened.close();
    }
    if (product != null) {
      product.close();
    }
    gateAndUp.close();
    down.close();
  }
}
