// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import java.util.Objects;
import org.eidograph.model.Pass;
import org.eidograph.model.llama.LlamaParts.MlpParts;
import org.eidograph.model.tape.Gradients;
import org.eidograph.model.tape.LinearTape;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The gated MLP's forward and backward without a graph: {@code y = DOWN·(silu(g)∘u)}, {@code g =
 * GATE·h}, {@code u = UP·h}.
 *
 * <pre>
 * dm = DOWNᵀ·dy     du = dm∘silu(g)     dg = dm∘u∘silu'(g)     dh = GATEᵀ·dg + UPᵀ·du
 * </pre>
 */
final class MlpTape implements AutoCloseable {
  private final LinearTape gate;
  private final LinearTape up;
  private final LinearTape down;
  private @Nullable Tensor gated; // g, (N, F)
  private @Nullable Tensor widened; // u, (N, F)

  MlpTape(MlpParts parts) {
    gate = new LinearTape(parts.gate());
    up = new LinearTape(parts.up());
    down = new LinearTape(parts.down());
  }

  /** (N, D) to (N, D), in the weights' type. */
  Tensor forward(Tensor h, Pass pass) {
    Tensor g = gate.forward(h, pass).keep();
    gated = g;
    Tensor u = up.forward(h, pass).keep();
    widened = u;
    return down.forward(Nn.silu(g).mulInPlace(u), pass);
  }

  /** Gradient with respect to h, in the weights' type. */
  Tensor backward(Tensor dy, Tensor h, Gradients gradients) {
    Tensor g = Objects.requireNonNull(gated);
    Tensor u = Objects.requireNonNull(widened);
    Tensor activated = Nn.silu(g);
    Tensor dm = down.backward(dy, activated.mul(u), null, gradients);
    Tensor du = activated.mulInPlace(dm);
    Tensor dg = Nn.siluBackward(dm.mulInPlace(u), g);
    Tensor dh = gate.backward(dg, h, null, gradients);
    return up.backward(du, h, dh, gradients);
  }

  @Override
  public void close() {
    if (gated != null) {
      gated.close();
    }
    if (widened != null) {
      widened.close();
    }
    gate.close();
    up.close();
    down.close();
  }
}
