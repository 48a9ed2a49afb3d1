// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.init;

import java.util.List;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** Factors that say the same beside the unchanged weight. */
public final class PlainFactors {
  private PlainFactors() {}

  /**
   * The change since a start that took a part of W over: {@code s·(B·A − B₀·A₀) = s·[B, −B₀]·[A;
   * A₀]}, of twice the rank, exact up to rounding. With {@code s = alpha/r} alpha doubles too, with
   * {@code alpha/√r} it grows by √2.
   *
   * @param trained A and B
   * @param start A₀ and B₀
   */
  public static Factors since(Factors start, Factors trained) {
    return new Factors(
        Tensors.cat(List.of(trained.a(), start.a()), 0),
        Tensors.cat(List.of(trained.b(), start.b().neg()), 1));
  }

  /**
   * The nearest factors of a given rank to a change.
   *
   * @param change ΔW (out, in)
   * @param rank from 1 to min(in, out)
   * @return B = U·S and A = Vᵀ, for s = 1
   */
  public static Factors nearest(Tensor change, int rank) {
    Factors.requireRank(rank, change);
    LinearAlgebra.SingularValues terms = LinearAlgebra.svd(change).leading(rank);
    return new Factors(terms.vt().contiguous(), terms.u().mul(terms.s()).contiguous());
  }
}
