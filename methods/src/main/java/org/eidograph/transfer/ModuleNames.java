// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Names that a tensor has in a model of transformers where they are not those of the checkpoint:
 * since version 5 a mixture's experts are one tensor for all, gates and ups in one, and the bias of
 * a masked head is known by its decoder.
 */
final class ModuleNames {
  private static final Map<String, String> OTHERS =
      Map.of(
          "model.layers.*.block_sparse_moe.gate.weight", "model.layers.*.mlp.gate.weight",
          "model.layers.*.block_sparse_moe.experts.*.w1.weight",
              "model.layers.*.mlp.experts.gate_up_proj",
          "model.layers.*.block_sparse_moe.experts.*.w3.weight",
              "model.layers.*.mlp.experts.gate_up_proj",
          "model.layers.*.block_sparse_moe.experts.*.w2.weight",
              "model.layers.*.mlp.experts.down_proj",
          "cls.predictions.bias", "cls.predictions.decoder.bias",
          "lm_head.bias", "lm_head.decoder.bias");

  private ModuleNames() {}

  /** The checkpoint's pattern, then the other one if there is any. */
  static List<String> of(PlanLine line) {
    String other = OTHERS.get(line.pattern());
    return other == null ? List.of(line.pattern()) : List.of(line.pattern(), other);
  }

  /** The patterns of several lines, each once, in their order. */
  static List<String> of(List<PlanLine> lines) {
    return lines.stream().flatMap(line -> of(line).stream()).distinct().toList();
  }

  /** The same as regular expressions of Python and Java. */
  static Stream<String> regexes(PlanLine line) {
    return of(line).stream().map(pattern -> PlanLine.regex(pattern));
  }
}
