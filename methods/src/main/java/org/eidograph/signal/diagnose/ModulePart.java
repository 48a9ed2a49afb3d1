// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.Segment;

/**
 * Rows of a linear module that are one matrix to the theory: all of it, or the query, key or value
 * rows of a fused one.
 *
 * @param module path of the whole, type of the part
 * @param from first row
 * @param count rows
 */
record ModulePart(ModulePath module, Linear linear, long from, long count) {
  private static final ModuleType[] FUSED = {ModuleType.Q, ModuleType.K, ModuleType.V};

  /**
   * All parts of a model, in the order they run; the head last, unless the embedding is it. An
   * encoder's pooler and head belong to its classes, and may just have been drawn: they are left
   * out.
   */
  static List<ModulePart> of(ProbedModel model) {
    List<ModulePart> parts = new ArrayList<>();
    for (int block = 0; block < model.blocks(); block++) {
      parts.addAll(of(model.block(block)));
    }
    if (model.predictsTokens() && !model.model().tied()) {
      parts.add(whole(model.model().head()));
    }
    return parts;
  }

  /** A module as it is. */
  static ModulePart whole(Linear linear) {
    return new ModulePart(linear.path(), linear, 0, linear.outputs());
  }

  /** The parts of a block, in the order they run. */
  static List<ModulePart> of(Segment block) {
    List<ModulePart> parts = new ArrayList<>();
    for (Linear linear : block.linears()) {
      if (linear.path().type() == ModuleType.QKV) {
        long third = linear.outputs() / FUSED.length; // GPT-2: as many key and value as query rows
        for (int i = 0; i < FUSED.length; i++) {
          ModulePath whole = linear.path();
          parts.add(
              new ModulePart(
                  new ModulePath(whole.path(), FUSED[i], whole.layer()), linear, i * third, third));
        }
      } else {
        parts.add(whole(linear));
      }
    }
    return parts;
  }
}
