// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

import java.nio.file.Path;
import org.eidograph.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tables that the scripts of interop/scaling made. */
public final class Tables {
  private Tables() {}

  public static ObjectNode read(String name) {
    return Json.readObject(Path.of("src/test/resources/scaling", name));
  }

  /** Numbers of an array; null becomes +∞, as diverged runs are written. */
  public static double[] numbers(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = array.get(i);
      values[i] = value.isNull() ? Double.POSITIVE_INFINITY : value.doubleValue();
    }
    return values;
  }

  public static double[][] matrix(JsonNode rows) {
    double[][] values = new double[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers(rows.get(i));
    }
    return values;
  }
}
