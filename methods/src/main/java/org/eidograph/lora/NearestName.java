// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.model.ModulePath;

/** The module name closest to a mistyped one, by edit distance. */
final class NearestName {
  private NearestName() {}

  /** The closest last name or full path. */
  static String of(String wanted, List<ModulePath> modules) {
    return modules.stream()
        .flatMap(module -> Stream.of(module.lastName(), module.path()))
        .distinct()
        .min(Comparator.comparingInt(name -> distance(wanted, name)))
        .orElse("");
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}
