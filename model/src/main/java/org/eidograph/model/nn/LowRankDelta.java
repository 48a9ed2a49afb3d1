// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.torch.DType;
import org.eidograph.torch.LinearAlgebra;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trainable low-rank change of a frozen linear map: {@code y += s·(B·A·dropout(x) + b_B)}.
 *
 * <p>With a magnitude m (DoRA, Liu et al. 2024, arXiv 2402.09353, equations 5 and 11) the rows of
 * {@code V = W + s·B·A} keep their directions and take m as their lengths: {@code y = g∘(x·Vᵀ) +
 * b}, {@code g = m/‖V‖} row by row, where ‖V‖ counts as a constant in backward.
 *
 * @param a down-projection A, (r, in)
 * @param b up-projection B, (out, r)
 * @param bias b_B, (out), or null; scaled by s as PEFT does
 * @param scale s
 * @param dropout probability of dropping an element of x, in [0, 1)
 * @param magnitude m, (out), or null
 */
public record LowRankDelta(
    Parameter a,
    Parameter b,
    @Nullable Parameter bias,
    double scale,
    double dropout,
    @Nullable Parameter magnitude) {
  /** Without a magnitude. */
  public LowRankDelta(
      Parameter a, Parameter b, @Nullable Parameter bias, double scale, double dropout) {
    this(a, b, bias, scale, dropout, null);
  }

  /** Rank r. */
  public int rank() {
    return Math.toIntExact(a.value().size(0));
  }

  /** Its parameters: A, B, and bias and magnitude where there are any. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(a, b));
    if (bias != null) {
      all.add(bias);
    }
    if (magnitude != null) {
      all.add(magnitude);
    }
    return List.copyOf(all);
  }

  /**
   * g, (out): what the rows of V are multiplied by; there must be a magnitude.
   *
   * @param weight W as (out, in)
   */
  public Tensor gain(Tensor weight, Pass pass) {
    return pass.weight(Objects.requireNonNull(magnitude)).mul(rowNorms(weight).pow(-1));
  }

  /**
   * ‖V‖ row by row, (out), without a graph and without forming B·A: {@code ‖Vᵢ‖² = ‖Wᵢ‖² +
   * 2s·(W·Aᵀ)ᵢ·Bᵢ + s²·Bᵢ·A·Aᵀ·Bᵢᵀ}.
   */
  public Tensor rowNorms(Tensor weight) {
    try (NoGrad noGrad = NoGrad.on()) {
      Tensor w = weight.to(DType.FLOAT32);
      Tensor down = a.value().detach();
      Tensor up = b.value().detach();
      Tensor crossed = w.matmul(down.t()).mul(up).sum(1, false);
      Tensor own = up.matmul(down.matmul(down.t())).mul(up).sum(1, false);
      Tensor plain = LinearAlgebra.rowNorms(w).pow(2);
      return plain.addInPlace(crossed, 2 * scale).addInPlace(own, scale * scale).pow(0.5);
    }
  }
}
