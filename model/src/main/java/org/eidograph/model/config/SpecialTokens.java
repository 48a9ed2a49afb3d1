// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * The ids that the model's configuration names; ids outside the vocabulary are left out, since the
 * model can neither read nor produce them.
 *
 * @param bos opens a document
 * @param eos each of these ends a generated text
 * @param pad fills short rows of a batch
 */
public record SpecialTokens(OptionalInt bos, List<Integer> eos, OptionalInt pad) {
  public SpecialTokens {
    eos = List.copyOf(eos);
  }
}
