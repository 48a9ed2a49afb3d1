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
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eidograph.theory.scaling.names.ModelDescription.Head;

/**
 * Names of BERT, and of RoBERTa, which has the same blocks and other heads; their normalisations
 * stand behind the residual sums.
 */
final class BertNames {
  private static final Predicate<ModelDescription> MASKED =
      model -> model.switches().head() == Head.LANGUAGE;
  private static final Predicate<ModelDescription> CLASSIFIER =
      model -> model.switches().head() == Head.CLASSIFIER;
  private static final Predicate<ModelDescription> NEVER = model -> false;

  static final NameTable BERT =
      new NameTable("bert.", Set.of("embeddings.position_ids"), with(BertNames::addHeads));

  static final NameTable ROBERTA =
      new NameTable(
          "roberta.",
          Set.of("embeddings.position_ids", "embeddings.token_type_ids"),
          with(BertNames::addRobertaHeads));

  private BertNames() {}

  private static List<NameEntry> with(Consumer<List<NameEntry>> heads) {
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
    heads.accept(rows);
    return rows;
  }

  private static void addHeads(List<NameEntry> rows) {
    addDense(rows, "pooler.dense.", HEAD, HIDDEN, HIDDEN, MASKED.negate());
    addDense(rows, "cls.predictions.transform.dense.", HEAD, HIDDEN, HIDDEN, MASKED);
    addNorm(rows, "cls.predictions.transform.LayerNorm.", FINAL_NORM, MASKED);
    rows.add(bias("cls.predictions.bias", HEAD, VOCABULARY).when(MASKED));
    addDecoder(rows, "cls.predictions.decoder.");
    addDense(rows, "cls.seq_relationship.", HEAD, CONSTANT, HIDDEN, NEVER);
    addDense(rows, "classifier.", HEAD, LABELS, HIDDEN, CLASSIFIER);
    addDense(rows, "qa_outputs.", HEAD, LABELS, HIDDEN, NEVER);
  }

  /** Its classifier reads the first token itself; a pooler is stored but read by the bare model. */
  private static void addRobertaHeads(List<NameEntry> rows) {
    addDense(
        rows, "pooler.dense.", HEAD, HIDDEN, HIDDEN, model -> model.switches().head() == Head.NONE);
    addDense(rows, "lm_head.dense.", HEAD, HIDDEN, HIDDEN, MASKED);
    addNorm(rows, "lm_head.layer_norm.", FINAL_NORM, MASKED);
    rows.add(bias("lm_head.bias", HEAD, VOCABULARY).when(MASKED));
    addDecoder(rows, "lm_head.decoder.");
    addDense(rows, "classifier.dense.", HEAD, HIDDEN, HIDDEN, CLASSIFIER);
    addDense(rows, "classifier.out_proj.", HEAD, LABELS, HIDDEN, CLASSIFIER);
    addDense(rows, "qa_outputs.", HEAD, LABELS, HIDDEN, NEVER);
  }

  /** The head over the vocabulary; its bias is stored under two names at times. */
  private static void addDecoder(List<NameEntry> rows, String at) {
    rows.add(
        matrix(at + "weight", HEAD, VOCABULARY, HIDDEN)
            .when(MASKED.and(model -> !model.switches().tiedHead())));
    rows.add(bias(at + "bias", HEAD, VOCABULARY).when(NEVER));
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
    rows.add(gain(at + "gamma", place, HIDDEN).when(NEVER));
    rows.add(bias(at + "beta", place, HIDDEN).when(NEVER));
  }
}
