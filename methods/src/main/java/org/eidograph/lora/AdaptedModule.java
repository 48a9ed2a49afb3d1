// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** A module of the base with the adapter beside it. */
public sealed interface AdaptedModule permits AdaptedLinear, AdaptedEmbedding {
  ModulePath path();

  LowRankDelta delta();

  /** The base's weight. */
  Parameter weight();

  /** The base's bias, or null. */
  default @Nullable Parameter bias() {
    return null;
  }

  /** Whether the weight is stored as (in, out), so that a change must be turned to match. */
  boolean storedTransposed();

  /** Puts an adapter into the module, or takes it out with null; its tensors stay open. */
  void attach(@Nullable LowRankDelta adapter);

  /** Puts this adapter in place. */
  default void plugIn() {
    attach(delta());
  }

  /** Takes it out again. */
  default void unplug() {
    attach(null);
  }

  /**
   * What the weight becomes, {@code W + s·B·A} or, with a magnitude, that with rows of its lengths;
   * in the stored layout, float32, owned by the innermost scope.
   */
  default Tensor merged() {
    Tensor sum = weight().value().detach().to(DType.FLOAT32).add(product());
    Parameter magnitude = delta().magnitude();
    if (magnitude == null) {
      return sum;
    }
    Tensor rows = storedTransposed() ? sum.t() : sum; // (out, in)
    Tensor gain = magnitude.value().detach().mul(LinearAlgebra.rowNorms(rows).pow(-1));
    Tensor scaled = rows.mul(gain.unsqueeze(1));
    return storedTransposed() ? scaled.t() : scaled;
  }

  /** How far that is from the weight. */
  default Tensor change() {
    return delta().magnitude() == null
        ? product()
        : merged().sub(weight().value().detach().to(DType.FLOAT32));
  }

  /** {@code s·B·A} in the weight's stored layout, float32, owned by the innermost scope. */
  private Tensor product() {
    Tensor a = delta().a().value().detach().to(DType.FLOAT32);
    Tensor b = delta().b().value().detach().to(DType.FLOAT32);
    Tensor product = storedTransposed() ? a.t().matmul(b.t()) : b.matmul(a);
    return product.mulInPlace(delta().scale());
  }
}
