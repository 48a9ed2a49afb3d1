// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Alignment of each module's tangent features with the token that follows a text: which layers can
 * learn what the texts ask for (Lou, Mingard, Hayou 2022, arXiv 2110.11749).
 *
 * @param examples N, texts, each but for its last token
 * @param outputs C, the different last tokens, whose logits are the outputs
 * @param isotropic {@code 1/√(C·(N − 1))}, A of features without any preferred direction
 * @param modules every linear module, the parts of fused ones apart; the head only if it is no
 *     embedding too
 */
public record LabelAlignment(
    int examples, int outputs, double isotropic, List<ModuleAlignment> modules) {
  public LabelAlignment {
    modules = List.copyOf(modules);
  }

  /** Mean A of the modules of a block; empty where none has one. */
  public OptionalDouble ofBlock(int block) {
    return modules.stream()
        .filter(module -> module.layer() == block && module.alignment() != null)
        .mapToDouble(module -> Objects.requireNonNull(module.alignment()))
        .average();
  }
}
