// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pairs the tensor names a model expects with those a file has.
 *
 * <p>Names are compared whole first. What is left is compared from the first numbered layer on, so
 * that a file whose modules stand under another prefix still finds its places.
 *
 * @param found file name by expected name
 * @param missing expected names without a tensor
 * @param extra file names without a place
 * @param renamed how many were found by their end alone
 */
record AdapterKeys(
    Map<String, String> found, List<String> missing, List<String> extra, int renamed) {
  /** From the list of layers on, or the last module outside the layers with what follows it. */
  private static final Pattern END =
      Pattern.compile(
          "(?:^|.*?\\.)([^.]+\\.\\d+\\..+|[^.]+\\.(?:lora_[AB]\\.\\w+|lora_embedding_[AB]|lora_magnitude_vector|token_adapter\\.trainable_tokens_delta|base_layer\\.\\w+|weight|bias))");

  static AdapterKeys pair(Set<String> expected, Set<String> inFile) {
    Map<String, String> found = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>(inFile);
    for (String name : expected) {
      if (left.remove(name)) {
        found.put(name, name);
      }
    }
    int renamed = 0;
    List<String> missing = new ArrayList<>();
    for (String name : expected) {
      if (found.containsKey(name)) {
        continue;
      }
      Optional<String> other = onlyOneLike(name, left);
      if (other.isEmpty()) {
        missing.add(name);
        continue;
      }
      found.put(name, other.get());
      left.remove(other.get());
      renamed++;
    }
    return new AdapterKeys(found, missing, List.copyOf(left), renamed);
  }

  private static Optional<String> onlyOneLike(String name, Set<String> candidates) {
    String end = end(name);
    List<String> alike = candidates.stream().filter(other -> end(other).equals(end)).toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }

  private static String end(String name) {
    Matcher matcher = END.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }
}
