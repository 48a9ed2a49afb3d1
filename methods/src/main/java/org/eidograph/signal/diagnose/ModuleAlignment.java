// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.Locale;
import org.eidograph.model.ModuleType;
import org.jspecify.annotations.Nullable;

/**
 * How far the tangent features of one linear module, weight and bias, line up with the labels.
 *
 * @param module dotted path
 * @param type place in a transformer; the part of a fused module
 * @param layer block, −1 outside
 * @param alignment {@code A = yᵀKy/(‖K‖_F·‖y‖²)}, from 0 to 1, K centred over the texts; null where
 *     no label depends on the module
 * @param norm ‖K‖_F
 */
public record ModuleAlignment(
    String module, ModuleType type, int layer, @Nullable Double alignment, double norm) {
  /** Type in lower case, as tables show it. */
  public String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
