// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From the name and shape of a tensor to what it is.
 *
 * <p>Two steps: the name gives its kind and the meaning of its axes, by a table of the family; the
 * model's lengths then say what its shape must be, and a shape that differs is an error. Nothing is
 * guessed: a name that is not in the table is an error too.
 */
public final class TensorNames {
  private TensorNames() {}

  /**
   * Describes one tensor.
   *
   * @param name as in the checkpoint, with or without the family's prefix
   * @param shape as stored
   * @throws IllegalArgumentException if the family has no such tensor, an index is too large, or
   *     the shape is not the model's
   */
  public static TensorDescription describe(String name, long[] shape, ModelDescription model) {
    NameEntry entry = model.family().table().find(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "every tensor must be known to the family %s (names such as %s), got %s; describe it by hand"
              .formatted(model.family().modelType(), model.family().table().examples(), name));
    }
    requireIndices(name, entry, model);
    return entry.describe(name, NameTable.pattern(name), shape, model);
  }

  /**
   * Describes all tensors of a header, in its order. Buffers are left out, and so is a head that is
   * stored although it is tied to the token table.
   *
   * @param shapes stored shape by name
   * @throws IllegalArgumentException as {@link #describe}
   */
  public static List<TensorDescription> describeAll(
      Map<String, long[]> shapes, ModelDescription model) {
    List<TensorDescription> tensors = new ArrayList<>();
    for (Map.Entry<String, long[]> row : shapes.entrySet()) {
      if (!model.family().table().isBuffer(row.getKey())) {
        TensorDescription tensor = describe(row.getKey(), row.getValue(), model);
        if (!isTiedCopy(tensor, model)) {
          tensors.add(tensor);
        }
      }
    }
    return tensors;
  }

  /**
   * The tensors that a model has by its description alone, one for each pattern, with index 0 in
   * its name.
   */
  public static List<TensorDescription> expected(ModelDescription model) {
    List<TensorDescription> tensors = new ArrayList<>();
    for (Map.Entry<String, NameEntry> row : model.family().table().expected(model).entrySet()) {
      String name = row.getKey().replace("*", "0");
      tensors.add(row.getValue().describe(name, row.getKey(), null, model));
    }
    return tensors;
  }

  private static boolean isTiedCopy(TensorDescription tensor, ModelDescription model) {
    return model.switches().tiedHead()
        && tensor.place() == TensorPlace.HEAD
        && tensor.kind() == TensorKind.MATRIX
        && tensor.out().symbol() == AxisSymbol.VOCABULARY;
  }

  /** The first index is a layer's, the second an expert's. */
  private static void requireIndices(String name, NameEntry entry, ModelDescription model) {
    int[] limits = {model.counts().layers(), model.counts().experts()};
    int seen = 0;
    for (String part : name.split("\\.", -1)) {
      if (part.matches("[0-9]+")) {
        if (part.length() > 9 || Integer.parseInt(part) >= limits[seen]) {
          throw new IllegalArgumentException(
              "the %s index of %s must be below %d by the model's description, got %s; the description is of another model"
                  .formatted(seen == 0 ? "layer" : "expert", name, limits[seen], part));
        }
        seen++;
      }
    }
    assert entry.pattern().chars().filter(c -> c == '*').count() == seen;
  }
}
