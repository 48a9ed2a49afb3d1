// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.combine;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.lora.init.Factors;
import org.eidograph.lora.init.PlainFactors;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** How adapters with weights w and multipliers s become one with multiplier 1. */
public enum Combination {
  /**
   * Exact: {@code A = [w₁·s₁·A₁; w₂·s₂·A₂; …]}, {@code B = [B₁, B₂, …]}; the ranks add up.
   *
   * <p>The multiplier goes into A, as PEFT has it.
   */
  CAT {
    @Override
    Factors join(List<Weighted> parts, int rank) {
      return new Factors(
          Tensors.cat(parts.stream().map(p -> p.factors().a().mul(p.multiplier())).toList(), 0),
          Tensors.cat(parts.stream().map(p -> p.factors().b()).toList(), 1));
    }
  },
  /** The nearest of a given rank to {@code Σ w·s·B·A}. */
  SVD {
    @Override
    Factors join(List<Weighted> parts, int rank) {
      return PlainFactors.nearest(change(parts), rank);
    }
  },
  /**
   * {@code A = Σ ±√|w·s|·A}, {@code B = Σ √|w·s|·B}, the sign of {@code w·s} in A. It is cheap and
   * no sum of the changes: each A also meets the other adapters' B.
   */
  LINEAR {
    @Override
    Factors join(List<Weighted> parts, int rank) {
      List<Tensor> a = new ArrayList<>();
      List<Tensor> b = new ArrayList<>();
      for (Weighted part : parts) {
        double root = Math.sqrt(Math.abs(part.multiplier()));
        a.add(part.factors().a().mul(part.multiplier() < 0 ? -root : root));
        b.add(part.factors().b().mul(root));
      }
      return new Factors(Tensors.stack(a, 0).sum(0, false), Tensors.stack(b, 0).sum(0, false));
    }
  };

  /**
   * One adapter's part of a module.
   *
   * @param weight w, any finite number
   * @param scale s of the module
   */
  public record Weighted(Factors factors, double weight, double scale) {
    public Weighted {
      if (!Double.isFinite(weight) || !Double.isFinite(scale)) {
        throw new IllegalArgumentException(
            "weight and scale must be finite, got %s and %s".formatted(weight, scale));
      }
    }

    double multiplier() {
      return weight * scale;
    }
  }

  abstract Factors join(List<Weighted> parts, int rank);

  /**
   * Combines the adapters of one module.
   *
   * @param rank of the result, used by {@link #SVD} alone; there from 1 to min(in, out)
   * @return for s = 1
   * @throws IllegalArgumentException if there is nothing to combine, the modules' shapes differ, or
   *     ranks differ where they must not
   */
  public Factors of(List<Weighted> parts, int rank) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 adapter to combine, got none");
    }
    Factors first = parts.get(0).factors();
    for (Weighted part : parts) {
      Factors other = part.factors();
      if (other.a().size(1) != first.a().size(1) || other.b().size(0) != first.b().size(0)) {
        throw new IllegalArgumentException(
            "adapters must be of one base to be combined, got A %s with B %s and A %s with B %s"
                .formatted(first.a(), first.b(), other.a(), other.b()));
      }
      if (this == LINEAR && other.rank() != first.rank()) {
        throw new IllegalArgumentException(
            "a linear combination must have adapters of one rank, got %d and %d"
                .formatted(first.rank(), other.rank()));
      }
    }
    return join(parts, rank);
  }

  /** {@code Σ w·s·B·A}, (out, in): what {@link #CAT} keeps exactly. */
  public static Tensor change(List<Weighted> parts) {
    List<Tensor> changes =
        parts.stream().map(p -> p.factors().product().mul(p.multiplier())).toList();
    return Tensors.stack(changes, 0).sum(0, false);
  }
}
