// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.torch.DType;
import org.eidograph.torch.Nn;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = x·Wᵀ + b}, plus a low-rank delta if one is attached.
 *
 * <p>The weight keeps its type (float32 or bfloat16) and x is cast to it; the delta computes in
 * float32. A float64 weight, as a check of the arithmetic may want it, gives float64. GPT-2 stores
 * W transposed, as (in, out); {@link #weight} always gives (out, in).
 */
public final class Linear {
  private final ModulePath path;
  private final boolean transposed;
  private Parameter weight;
  private final @Nullable Parameter bias;
  private @Nullable LowRankDelta delta;
  private @Nullable TokenRows tokenRows;
  private @Nullable DType computeType; // null: the weight's own

  /**
   * Describes a linear module.
   *
   * @param transposed whether the stored weight is (in, out)
   */
  public Linear(ModulePath path, Parameter weight, @Nullable Parameter bias, boolean transposed) {
    this.path = path;
    this.weight = weight;
    this.bias = bias;
    this.transposed = transposed;
  }

  public ModulePath path() {
    return path;
  }

  public long inputs() {
    return weight.shape()[transposed ? 0 : 1];
  }

  public long outputs() {
    return weight.shape()[transposed ? 1 : 0];
  }

  /** The stored weight. */
  public Parameter weightParameter() {
    return weight;
  }

  /** Whether the stored weight is (in, out). */
  public boolean transposed() {
    return transposed;
  }

  public @Nullable Parameter bias() {
    return bias;
  }

  public @Nullable LowRankDelta delta() {
    return delta;
  }

  /** Puts a low-rank delta beside the weight, or removes it with null. */
  public void attach(@Nullable LowRankDelta lowRank) {
    this.delta = lowRank;
  }

  public @Nullable TokenRows tokenRows() {
    return tokenRows;
  }

  /** Lets rows of their own stand for some outputs of a head, or the weight's again with null. */
  public void attachRows(@Nullable TokenRows own) {
    this.tokenRows = own;
  }

  /** Gives this module a weight of its own, as when an output projection is untied. */
  public void useWeight(Parameter own) {
    this.weight = own;
  }

  /** The weight as (out, in) in this pass. */
  public Tensor weight(Pass pass) {
    Tensor stored = pass.weight(weight);
    return transposed ? stored.t() : stored;
  }

  /** The frozen weight as (out, in). */
  public Tensor weight() {
    return transposed ? weight.value().t() : weight.value();
  }

  /** The type in which the weight is multiplied: its own, unless it is a master of another. */
  public DType computeType() {
    return computeType == null ? weight.dtype() : computeType;
  }

  /** Multiplies a float32 weight in another type, while training changes the weight itself. */
  public void computeIn(DType type) {
    this.computeType = type;
  }

  /** Weight, bias and the delta's parameters. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(weight);
    if (bias != null) {
      all.add(bias);
    }
    if (delta != null) {
      all.addAll(delta.parameters());
    }
    if (tokenRows != null) {
      all.add(tokenRows.rows());
    }
    return all;
  }

  /**
   * Applies the module.
   *
   * @param x (N, in) float32
   * @return (N, out) float32
   */
  public Tensor forward(Tensor x, Pass pass) {
    Tensor y;
    if (delta != null && delta.magnitude() != null) {
      y = withMagnitude(delta, x, pass);
    } else {
      y = product(x, bias == null ? null : pass.weight(bias), pass);
      if (delta != null) {
        y = y.add(change(delta, dropped(delta, x, pass), pass));
      }
    }
    if (tokenRows != null) {
      y = tokenRows.outputs(y, x, pass);
    }
    pass.tap().observe(path, x, y);
    return y;
  }

  private Tensor product(Tensor x, @Nullable Tensor b, Pass pass) {
    Tensor added = b == null ? null : b.to(computeType());
    return Nn.linear(x.to(computeType()), weight(pass).to(computeType()), added)
        .to(computeType().ofSums());
  }

  /**
   * {@code y = x·Wᵀ + b + (g − 1)∘(x'·Wᵀ) + g∘s·B·A·x'}, x' the input after dropout: what it drops
   * is missing in the change alone, as in PEFT.
   */
  private Tensor withMagnitude(LowRankDelta delta, Tensor x, Pass pass) {
    Tensor input = dropped(delta, x, pass);
    Tensor gain = delta.gain(weight(pass).detach(), pass);
    Tensor y = product(input, null, pass).add(change(delta, input, pass)).mul(gain);
    if (input != x) {
      y = y.add(product(x, null, pass)).sub(product(input, null, pass));
    }
    return bias == null ? y : y.add(pass.weight(bias));
  }

  private static Tensor dropped(LowRankDelta delta, Tensor x, Pass pass) {
    RandomSource random = pass.dropout();
    return random == null ? x : Nn.dropout(x, delta.dropout(), random);
  }

  private static Tensor change(LowRankDelta delta, Tensor input, Pass pass) {
    Parameter biasB = delta.bias();
    Tensor down = Nn.linear(input, pass.weight(delta.a()), null);
    return Nn.linear(down, pass.weight(delta.b()), biasB == null ? null : pass.weight(biasB))
        .mul(delta.scale());
  }
}
