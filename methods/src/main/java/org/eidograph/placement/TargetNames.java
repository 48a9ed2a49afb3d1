// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Names for adapter targets, which mean every module whose path ends in a dot and the name. */
final class TargetNames {
  private TargetNames() {}

  /**
   * The shortest endings of paths that mean the chosen modules and none of the others.
   *
   * <p>GPT-2 has {@code attn.c_proj} and {@code mlp.c_proj}: one more segment tells them apart.
   */
  static List<String> of(List<ModuleScore> chosen, List<ModuleScore> all) {
    Set<String> wanted = new LinkedHashSet<>();
    chosen.forEach(module -> wanted.add(module.module().path()));
    List<String> others =
        all.stream().map(m -> m.module().path()).filter(path -> !wanted.contains(path)).toList();
    Set<String> names = new LinkedHashSet<>();
    wanted.forEach(path -> names.add(shortest(path, others)));
    return List.copyOf(names);
  }

  private static String shortest(String path, List<String> others) {
    for (int from = path.lastIndexOf('.'); from > 0; from = path.lastIndexOf('.', from - 1)) {
      String ending = path.substring(from);
      if (others.stream().noneMatch(other -> other.endsWith(ending))) {
        return ending.substring(1);
      }
    }
    return path;
  }
}
