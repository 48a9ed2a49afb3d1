// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import static org.eidograph.theory.scaling.names.AxisSymbol.FEED_FORWARD;
import static org.eidograph.theory.scaling.names.AxisSymbol.HIDDEN;
import static org.eidograph.theory.scaling.names.AxisSymbol.LABELS;
import static org.eidograph.theory.scaling.names.AxisSymbol.POSITIONS;
import static org.eidograph.theory.scaling.names.AxisSymbol.QUERY_HEADS;
import static org.eidograph.theory.scaling.names.AxisSymbol.VOCABULARY;
import static org.eidograph.theory.scaling.names.NameEntry.bias;
import static org.eidograph.theory.scaling.names.NameEntry.gain;
import static org.eidograph.theory.scaling.names.NameEntry.lookup;
import static org.eidograph.theory.scaling.names.NameEntry.matrix;
import static org.eidograph.theory.scaling.names.TensorPlace.BLOCK;
import static org.eidograph.theory.scaling.names.TensorPlace.BRANCH_END;
import static org.eidograph.theory.scaling.names.TensorPlace.FINAL_NORM;
import static org.eidograph.theory.scaling.names.TensorPlace.HEAD;

import java.util.List;
import java.util.Set;
import org.eidograph.theory.scaling.names.ModelDescription.Head;

/**
 * Names of GPT-2. Its matrices are stored as (in, out); queries, keys and values are packed on the
 * output axis.
 */
final class Gpt2Names {
  static final NameTable TABLE =
      new NameTable(
          "transformer.",
          Set.of("h.*.attn.bias", "h.*.attn.masked_bias"),
          List.of(
              lookup("wte.weight", VOCABULARY),
              lookup("wpe.weight", POSITIONS),
              gain("h.*.ln_1.weight", BLOCK, HIDDEN),
              bias("h.*.ln_1.bias", BLOCK, HIDDEN),
              matrix("h.*.attn.c_attn.weight", BLOCK, QUERY_HEADS, HIDDEN)
                  .transposedInFile()
                  .packed(3),
              bias("h.*.attn.c_attn.bias", BLOCK, QUERY_HEADS).packed(3),
              matrix("h.*.attn.c_proj.weight", BRANCH_END, HIDDEN, QUERY_HEADS).transposedInFile(),
              bias("h.*.attn.c_proj.bias", BRANCH_END, HIDDEN),
              gain("h.*.ln_2.weight", BLOCK, HIDDEN),
              bias("h.*.ln_2.bias", BLOCK, HIDDEN),
              matrix("h.*.mlp.c_fc.weight", BLOCK, FEED_FORWARD, HIDDEN).transposedInFile(),
              bias("h.*.mlp.c_fc.bias", BLOCK, FEED_FORWARD),
              matrix("h.*.mlp.c_proj.weight", BRANCH_END, HIDDEN, FEED_FORWARD).transposedInFile(),
              bias("h.*.mlp.c_proj.bias", BRANCH_END, HIDDEN),
              gain("ln_f.weight", FINAL_NORM, HIDDEN),
              bias("ln_f.bias", FINAL_NORM, HIDDEN),
              matrix("lm_head.weight", HEAD, VOCABULARY, HIDDEN)
                  .when(
                      model ->
                          model.switches().head() == Head.LANGUAGE && !model.switches().tiedHead()),
              matrix("score.weight", HEAD, LABELS, HIDDEN)
                  .when(model -> model.switches().head() == Head.CLASSIFIER)));

  private Gpt2Names() {}
}
