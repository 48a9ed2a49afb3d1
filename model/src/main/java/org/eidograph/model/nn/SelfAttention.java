// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.KeyValueCache;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.Attention;
import org.eidograph.torch.Device;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/** Causal attention of every sequence of a pass to itself, with or without a cache. */
public final class SelfAttention {
  private SelfAttention() {}

  /**
   * Attends.
   *
   * @param q (N, H, d), positions applied
   * @param k (N, G, d), positions applied
   * @param v (N, G, d)
   * @return (N, H·d)
   */
  public static Tensor attend(Tensor q, Tensor k, Tensor v, AttentionShape shape, Pass pass) {
    KeyValueCache cache = pass.cache();
    if (cache != null) {
      KeyValueCache.KeysAndValues all = cache.append(shape.layer(), k, v);
      Tensor mask = Attention.causalMask(q.size(0), all.keys().size(0), shape.window(), q.device());
      return Attention.attend(q, all.keys(), all.values(), mask, shape.scale());
    }
    pass.tap().attend(shape, q, k);
    Sequences sequences = pass.sequences();
    List<Tensor> outputs = new ArrayList<>();
    for (int s = 0; s < sequences.count(); s++) {
      int start = sequences.starts()[s];
      int length = sequences.length(s);
      outputs.add(
          Attention.attend(
              q.narrow(0, start, length),
              k.narrow(0, start, length),
              v.narrow(0, start, length),
              windowMask(length, shape.window(), q.device()),
              shape.scale()));
    }
    return Tensors.cat(outputs, 0);
  }

  /** The mask of a sequence that a sliding window cuts, or null where plain causality holds. */
  public static @Nullable Tensor windowMask(int length, int window, Device device) {
    return window == 0 || length <= window
        ? null
        : Attention.causalMask(length, length, window, device);
  }
}
