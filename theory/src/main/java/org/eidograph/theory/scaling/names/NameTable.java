// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of a family's tensors. */
final class NameTable {
  private static final Pattern INDEX = Pattern.compile("(?<=\\.|^)[0-9]+(?=\\.|$)");

  /** Modules on top of the bare model; their names never have its prefix. */
  private static final Set<String> TOPS =
      Set.of("lm_head", "score", "cls", "classifier", "qa_outputs");

  private final String prefix;
  private final Set<String> buffers;
  private final Map<String, NameEntry> entries = new LinkedHashMap<>();

  /**
   * A table.
   *
   * @param prefix of the bare model's names inside a full one, with its dot
   * @param buffers patterns that are stored but are no parameters, without prefix
   * @param rows in the order of the forward pass
   */
  NameTable(String prefix, Set<String> buffers, List<NameEntry> rows) {
    this.prefix = prefix;
    this.buffers = buffers;
    for (NameEntry row : rows) {
      entries.put(row.pattern(), row);
    }
  }

  /** The name with {@code *} for every index. */
  static String pattern(String name) {
    return INDEX.matcher(name).replaceAll("*");
  }

  @Nullable NameEntry find(String name) {
    return entries.get(bare(name));
  }

  boolean isBuffer(String name) {
    return buffers.contains(bare(name));
  }

  private String bare(String name) {
    String pattern = pattern(name);
    return pattern.startsWith(prefix) ? pattern.substring(prefix.length()) : pattern;
  }

  /** Rows that a model has, by their full pattern. */
  Map<String, NameEntry> expected(ModelDescription model) {
    boolean bareModel = model.switches().head() == ModelDescription.Head.NONE;
    Map<String, NameEntry> result = new LinkedHashMap<>();
    for (NameEntry row : entries.values()) {
      if (row.present().test(model)) {
        boolean top = TOPS.contains(row.pattern().substring(0, row.pattern().indexOf('.')));
        result.put(bareModel || top ? row.pattern() : prefix + row.pattern(), row);
      }
    }
    return result;
  }

  /** A few patterns, for messages. */
  List<String> examples() {
    return new ArrayList<>(entries.keySet()).subList(0, Math.min(4, entries.size()));
  }
}
