// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import org.eidograph.theory.scaling.Fans;
import org.eidograph.theory.scaling.TensorRole;

/**
 * What a named tensor is, whatever the order of its axes in the file.
 *
 * @param name as in the checkpoint, for example {@code model.layers.3.mlp.up_proj.weight}
 * @param pattern the name with {@code *} for every index
 * @param kind what it does
 * @param place where it stands
 * @param out its output axis; of one part if it is packed
 * @param in its input axis; rows of a table; of length 1 for a vector
 * @param parts how many tensors are packed side by side on the output axis, 3 for GPT-2's queries,
 *     keys and values
 * @param transposed whether it is stored as (in, out)
 */
public record TensorDescription(
    String name,
    String pattern,
    TensorKind kind,
    TensorPlace place,
    Axis out,
    Axis in,
    int parts,
    boolean transposed) {

  /** Fans of one part. */
  public Fans fans() {
    return new Fans(out.length(), in.length());
  }

  /** The role it has when every width grows. */
  public TensorRole role() {
    boolean wide = out.symbol().isWidth() && out.symbol() != AxisSymbol.HEAD_SIZE;
    return switch (kind) {
      case LOOKUP -> TensorRole.EMBEDDING;
      case GAIN, BIAS -> wide ? TensorRole.VECTOR : TensorRole.FIXED;
      case MATRIX -> matrixRole(wide, in.symbol().isWidth());
    };
  }

  private static TensorRole matrixRole(boolean growsOut, boolean growsIn) {
    if (growsOut) {
      return growsIn ? TensorRole.HIDDEN : TensorRole.EMBEDDING;
    }
    return growsIn ? TensorRole.READOUT : TensorRole.FIXED;
  }

  /** The shape as stored. */
  public long[] storedShape() {
    long outLength = parts * out.length();
    return switch (kind) {
      case GAIN, BIAS -> new long[] {outLength};
      case LOOKUP -> new long[] {in.length(), outLength};
      case MATRIX ->
          transposed ? new long[] {in.length(), outLength} : new long[] {outLength, in.length()};
    };
  }
}
