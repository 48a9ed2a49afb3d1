// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One row of a family's table: a name pattern and what it means.
 *
 * @param pattern without the family's prefix, {@code *} for every index
 * @param present whether a model has it; a header may hold it all the same
 */
record NameEntry(
    String pattern,
    TensorKind kind,
    TensorPlace place,
    AxisSymbol out,
    AxisSymbol in,
    int parts,
    boolean transposed,
    Predicate<ModelDescription> present) {

  static NameEntry lookup(String pattern, AxisSymbol rows) {
    return new NameEntry(
        pattern,
        TensorKind.LOOKUP,
        TensorPlace.INPUT,
        AxisSymbol.HIDDEN,
        rows,
        1,
        false,
        model -> true);
  }

  static NameEntry matrix(String pattern, TensorPlace place, AxisSymbol out, AxisSymbol in) {
    return new NameEntry(pattern, TensorKind.MATRIX, place, out, in, 1, false, model -> true);
  }

  static NameEntry bias(String pattern, TensorPlace place, AxisSymbol length) {
    return vector(pattern, TensorKind.BIAS, place, length);
  }

  static NameEntry gain(String pattern, TensorPlace place, AxisSymbol length) {
    return vector(pattern, TensorKind.GAIN, place, length);
  }

  private static NameEntry vector(
      String pattern, TensorKind kind, TensorPlace place, AxisSymbol length) {
    return new NameEntry(
        pattern, kind, place, length, AxisSymbol.CONSTANT, 1, false, model -> true);
  }

  /** The same row for models that have it only under a condition. */
  NameEntry when(Predicate<ModelDescription> condition) {
    return new NameEntry(pattern, kind, place, out, in, parts, transposed, condition);
  }

  /** The same row stored as (in, out), as GPT-2 does. */
  NameEntry transposedInFile() {
    return new NameEntry(pattern, kind, place, out, in, parts, true, present);
  }

  /** The same row with several tensors side by side on the output axis. */
  NameEntry packed(int count) {
    return new NameEntry(pattern, kind, place, out, in, count, transposed, present);
  }

  /**
   * The description of a tensor of this row.
   *
   * @param stored its shape in the file, or null to take the model's word
   * @throws IllegalArgumentException if the shape is not what the model's lengths say
   */
  TensorDescription describe(
      String name, String fullPattern, long @Nullable [] stored, ModelDescription model) {
    Axis outAxis = axis(out, model, stored, outPosition(), parts);
    Axis inAxis =
        kind == TensorKind.GAIN || kind == TensorKind.BIAS
            ? new Axis(in, 1)
            : axis(in, model, stored, 1 - outPosition(), 1);
    TensorDescription tensor =
        new TensorDescription(name, fullPattern, kind, place, outAxis, inAxis, parts, transposed);
    if (stored != null && !Arrays.equals(stored, tensor.storedShape())) {
      throw new IllegalArgumentException(
          "the shape of %s must be %s by the model's lengths, got %s; the description is of another model"
              .formatted(name, text(tensor.storedShape()), text(stored)));
    }
    return tensor;
  }

  private int outPosition() {
    return kind == TensorKind.LOOKUP || transposed ? 1 : 0;
  }

  /** A length that the description does not fix is read from the file. */
  private static Axis axis(
      AxisSymbol symbol,
      ModelDescription model,
      long @Nullable [] stored,
      int position,
      int parts) {
    long length = symbol.length(model);
    if (length == AxisSymbol.ANY && stored != null && position < stored.length) {
      return new Axis(symbol, Math.max(1, stored[position] / parts));
    }
    return new Axis(symbol, Math.max(1, length));
  }

  private static List<Long> text(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }
}
