// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values by regular expression for the end of a module's path, as PEFT's rank and alpha patterns.
 */
final class PathPatterns {
  private PathPatterns() {}

  /** The first expression that matches from some dot, or the start, to the end. */
  static Optional<String> first(Set<String> expressions, String path) {
    return expressions.stream()
        .filter(key -> Targets.compile("(.*\\.)?(" + key + ")").matcher(path).matches())
        .findFirst();
  }

  /** The value of the first match, or the fallback. */
  static int first(Map<String, Integer> values, String path, int fallback) {
    return first(values.keySet(), path).map(values::get).orElse(fallback);
  }
}
