// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling.names;

import static org.eidograph.theory.scaling.names.AxisSymbol.CONSTANT;
import static org.eidograph.theory.scaling.names.AxisSymbol.FEED_FORWARD;
import static org.eidograph.theory.scaling.names.AxisSymbol.HIDDEN;
import static org.eidograph.theory.scaling.names.AxisSymbol.KEY_VALUE_HEADS;
import static org.eidograph.theory.scaling.names.AxisSymbol.LABELS;
import static org.eidograph.theory.scaling.names.AxisSymbol.POSITIONS;
import static org.eidograph.theory.scaling.names.AxisSymbol.QUERY_HEADS;
import static org.eidograph.theory.scaling.names.AxisSymbol.TOKEN_TYPES;
import static org.eidograph.theory.scaling.names.AxisSymbol.VOCABULARY;
import static org.eidograph.theory.scaling.names.NameEntry.bias;
import static org.eidograph.theory.scaling.names.NameEntry.gain;
import static org.eidograph.theory.scaling.names.NameEntry.lookup;
import static org.eidograph.theory.scaling.names.NameEntry.matrix;
import static org.eidograph.theory.scaling.names.TensorPlace.BLOCK;
import static org.eidograph.theory.scaling.names.TensorPlace.BRANCH_END;
import static org.eidograph.theory.scaling.names.TensorPlace.FINAL_NORM;
import static org.eidograph.theory.scaling.names.TensorPlace.HEAD;
import static org.eidograph.theory.scaling.names.TensorPlace.INPUT;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eidograph.theory.scaling.names.ModelDescription.Head;

/** Names of BERT; its normalisations stand behind the residual sums. */
final class BertNames {
  static final NameTable TABLE = new NameTable("bert.", Set.of("embeddings.position_ids"), rows());

  private BertNames() {}

  private static List<NameEntry> rows() {
    List<NameEntry> rows = new ArrayList<>();
    rows.add(lookup("embeddings.word_embeddings.weight", VOCABULARY));
    rows.add(lookup("embeddings.position_embeddings.weight", POSITIONS));
    rows.add(lookup("embeddings.token_type_embeddings.weight", TOKEN_TYPES));
    addNorm(rows, "embeddings.LayerNorm.", INPUT, model -> true);
    String at = "encoder.layer.*.";
    addDense(rows, at + "attention.self.query.", BLOCK, QUERY_HEADS, HIDDEN);
    addDense(rows, at + "attention.self.key.", BLOCK, KEY_VALUE_HEADS, HIDDEN);
    addDense(rows, at + "attention.self.value.", BLOCK, KEY_VALUE_HEADS, HIDDEN);
    addDense(rows, at + "attention.output.dense.", BRANCH_END, HIDDEN, QUERY_HEADS);
    addNorm(rows, at + "attention.output.LayerNorm.", BLOCK, model -> true);
    addDense(rows, at + "intermediate.dense.", BLOCK, FEED_FORWARD, HIDDEN);
    addDense(rows, at + "output.dense.", BRANCH_END, HIDDEN, FEED_FORWARD);
    addNorm(rows, at + "output.LayerNorm.", BLOCK, model -> true);
    addHeads(rows);
    return rows;
  }

  private static void addHeads(List<NameEntry> rows) {
    Predicate<ModelDescription> masked = model -> model.switches().head() == Head.LANGUAGE;
    Predicate<ModelDescription> pooled = masked.negate();
    Predicate<ModelDescription> classifier = model -> model.switches().head() == Head.CLASSIFIER;
    Predicate<ModelDescription> never = model -> false;
    addDense(rows, "pooler.dense.", HEAD, HIDDEN, HIDDEN, pooled);
    addDense(rows, "cls.predictions.transform.dense.", HEAD, HIDDEN, HIDDEN, masked);
    addNorm(rows, "cls.predictions.transform.LayerNorm.", FINAL_NORM, masked);
    rows.add(bias("cls.predictions.bias", HEAD, VOCABULARY).when(masked));
    rows.add(
        matrix("cls.predictions.decoder.weight", HEAD, VOCABULARY, HIDDEN)
            .when(masked.and(model -> !model.switches().tiedHead())));
    rows.add(bias("cls.predictions.decoder.bias", HEAD, VOCABULARY).when(never));
    addDense(rows, "cls.seq_relationship.", HEAD, CONSTANT, HIDDEN, never);
    addDense(rows, "classifier.", HEAD, LABELS, HIDDEN, classifier);
    addDense(rows, "qa_outputs.", HEAD, LABELS, HIDDEN, never);
  }

  private static void addDense(
      List<NameEntry> rows, String at, TensorPlace place, AxisSymbol out, AxisSymbol in) {
    addDense(rows, at, place, out, in, model -> true);
  }

  private static void addDense(
      List<NameEntry> rows,
      String at,
      TensorPlace place,
      AxisSymbol out,
      AxisSymbol in,
      Predicate<ModelDescription> present) {
    rows.add(matrix(at + "weight", place, out, in).when(present));
    rows.add(bias(at + "bias", place, out).when(present));
  }

  /** Old checkpoints call the two parts gamma and beta. */
  private static void addNorm(
      List<NameEntry> rows, String at, TensorPlace place, Predicate<ModelDescription> present) {
    rows.add(gain(at + "weight", place, HIDDEN).when(present));
    rows.add(bias(at + "bias", place, HIDDEN).when(present));
    rows.add(gain(at + "gamma", place, HIDDEN).when(model -> false));
    rows.add(bias(at + "beta", place, HIDDEN).when(model -> false));
  }
}
