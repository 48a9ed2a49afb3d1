// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** A module of the base with the adapter beside it. */
public sealed interface AdaptedModule permits AdaptedLinear, AdaptedEmbedding {
  ModulePath path();

  LowRankDelta delta();

  /** The base's weight. */
  Parameter weight();

  /** The base's bias, or null. */
  @Nullable Parameter bias();

  /** Whether the weight is stored as (in, out), so that a change must be turned to match. */
  boolean storedTransposed();

  /** End of the name of A, for example {@code lora_A.weight}. */
  String suffixOfA();

  /** End of the name of B, for example {@code lora_B.weight}. */
  String suffixOfB();

  /** Puts the adapter in place. */
  void plugIn();

  /** Takes it out again; its tensors stay open. */
  void unplug();

  /** {@code s·B·A} in the weight's stored layout, float32, owned by the innermost scope. */
  default Tensor change() {
    Tensor a = delta().a().value().detach().to(DType.FLOAT32);
    Tensor b = delta().b().value().detach().to(DType.FLOAT32);
    Tensor product = storedTransposed() ? a.t().matmul(b.t()) : b.matmul(a);
    return product.mulInPlace(delta().scale());
  }
}
