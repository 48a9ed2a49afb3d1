// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All numbers logged for one step.
 *
 * @param step optimizer steps done so far, from 0
 * @param epoch passes over the data so far, as a fraction, from 0
 * @param values metric name to value, in the order they are written; NaN and infinities are allowed
 */
public record MetricRow(long step, double epoch, Map<String, Double> values) {
  static final List<String> OWN_KEYS = List.of("step", "epoch", "wall_time");

  public MetricRow {
    if (step < 0 || !(epoch >= 0)) {
      throw new IllegalArgumentException(
          "step and epoch must not be negative: %d, %s".formatted(step, epoch));
    }
    for (String name : values.keySet()) {
      if (name.isEmpty() || OWN_KEYS.contains(name)) {
        throw new IllegalArgumentException(
            "a metric needs a name other than %s: '%s'".formatted(OWN_KEYS, name));
      }
    }
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
