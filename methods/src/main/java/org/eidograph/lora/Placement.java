// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.List;
import org.eidograph.base.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Which modules get an adapter.
 *
 * @param targets the choice
 * @param exclude names or a regular expression to leave out, or null
 * @param layers indices of the only layers to adapt, or null for all
 * @param layersPattern names of the list of layers, for example {@code layers}; empty for the first
 *     numbered part of a path
 */
public record Placement(
    Targets targets,
    @Nullable Targets exclude,
    @Nullable List<Integer> layers,
    List<String> layersPattern) {
  public Placement {
    if (exclude instanceof Targets.AllLinear) {
      throw new UsageException("exclude must be names or a regular expression, got all-linear");
    }
    if (layers != null && targets instanceof Targets.Regex regex) {
      throw new UsageException(
          "layers cannot be combined with a regular expression, got layers %s and '%s'; write the layers into the expression"
              .formatted(layers, regex.expression()));
    }
    if (layers == null && !layersPattern.isEmpty()) {
      throw new UsageException(
          "a layers pattern needs layers, got only the pattern %s".formatted(layersPattern));
    }
    if (layers != null && (layers.isEmpty() || layers.stream().anyMatch(layer -> layer < 0))) {
      throw new UsageException("layers must be at least one index from 0 on, got " + layers);
    }
    layers = layers == null ? null : List.copyOf(layers);
    layersPattern.forEach(Targets::compile);
    layersPattern = List.copyOf(layersPattern);
  }

  /** The same restrictions on other targets. */
  public Placement withTargets(Targets others) {
    return new Placement(others, exclude, layers, layersPattern);
  }

  /** The targets in every layer. */
  public static Placement of(Targets targets) {
    return new Placement(targets, null, null, List.of());
  }
}
