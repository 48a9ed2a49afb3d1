// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.llama;

import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.llama.LlamaParts.AttentionParts;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.SelfAttention;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Rotation;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** Causal attention with rotated queries and keys, {@code O·attention(rot(Q·h), rot(K·h), V·h)}. */
public final class RotaryAttention {
  private RotaryAttention() {}

  /**
   * Applies it; takes part in autograd.
   *
   * @param h (N, D) float32, already normalised
   * @return (N, D) float32
   */
  public static Tensor apply(AttentionParts parts, Tensor h, Pass pass) {
    AttentionShape s = parts.shape();
    Rotation.Angles angles = parts.rotary().of(pass.sequences());
    Tensor q = heads(parts.q().forward(h, pass), s.heads(), s); // (N, H·d) -> (N, H, d)
    Tensor k = heads(parts.k().forward(h, pass), s.keyValueHeads(), s);
    Tensor v = heads(parts.v().forward(h, pass), s.keyValueHeads(), s);
    q = normed(q, parts.queryNorm(), parts, pass);
    k = normed(k, parts.keyNorm(), parts, pass);
    Tensor out = SelfAttention.attend(Rotation.of(q, angles), Rotation.of(k, angles), v, s, pass);
    return parts.o().forward(out, pass);
  }

  private static Tensor normed(
      Tensor x, @Nullable Parameter norm, AttentionParts parts, Pass pass) {
    return norm == null ? x : Nn.rmsNorm(x, pass.weight(norm).to(x.dtype()), parts.normEpsilon());
  }

  private static Tensor heads(Tensor x, int heads, AttentionShape shape) {
    return x.reshape(x.size(0), heads, shape.headSize());
  }
}
