// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.TokenRows;
import org.eidograph.torch.DType;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;

/**
 * Rows of the embedding or the head that are trained for some tokens, until {@link #restore}. A
 * head tied to the embedding takes its rows too, as in PEFT.
 */
final class TrainedRows {
  private static final String SUFFIX = ".token_adapter.trainable_tokens_delta";

  private final SegmentedModel model;
  private final Map<Parameter, TokenRows> byTable = new LinkedHashMap<>();

  TrainedRows(SegmentedModel model) {
    this.model = model;
  }

  void train(TrainableTokens tokens) {
    tokens.byModule().forEach(this::train);
  }

  private void train(String name, List<Integer> tokens) {
    ModulePath embedding = model.embedding().path();
    ModulePath head = model.head().path();
    if (name.isEmpty() || isEnd(name, embedding)) {
      requireAlone(embedding, model.embedding().delta() != null);
      TokenRows rows = rows(embedding, model.embedding().table(), tokens);
      model.embedding().attachRows(rows);
      if (model.tied()) {
        requireAlone(head, model.head().delta() != null);
        model.head().attachRows(rows);
      }
    } else if (isEnd(name, head) && !model.tied()) {
      requireAlone(head, model.head().delta() != null);
      model.head().attachRows(rows(head, model.head().weightParameter(), tokens));
    } else {
      throw new UsageException(
          "trainable tokens must be of %s or of a head of its own, got %s; name one of them"
              .formatted(embedding.path(), name));
    }
  }

  private static boolean isEnd(String name, ModulePath module) {
    return module.path().equals(name) || module.path().endsWith("." + name);
  }

  private static void requireAlone(ModulePath module, boolean adapted) {
    if (adapted) {
      throw new UsageException(
          "rows of single tokens cannot be trained beside an adapter of the same table %s; leave it out of the targets, or the tokens"
              .formatted(module.path()));
    }
  }

  private TokenRows rows(ModulePath module, Parameter table, List<Integer> tokens) {
    long vocabulary = table.shape()[0];
    for (int token : tokens) {
      if (token >= vocabulary) {
        throw new UsageException(
            "trainable tokens must lie below the vocabulary's size %d, got %d"
                .formatted(vocabulary, token));
      }
    }
    if (table.trainable()) {
      throw new UsageException(
          "single rows of %s cannot be trained when all of it is, as a module to save; leave one out"
              .formatted(module.path()));
    }
    try (Scope scope = Scope.open()) {
      TokenRows index = new TokenRows(tokens, table);
      Tensor start =
          table.value().detach().indexSelect(0, index.index(model.device())).to(DType.FLOAT32);
      Parameter parameter =
          new Parameter(
              module.path() + SUFFIX, ParameterRole.EMBEDDING, module, start.contiguous().keep());
      parameter.train(true);
      TokenRows rows = new TokenRows(tokens, parameter);
      byTable.put(table, rows);
      return rows;
    }
  }

  /** What is trained. */
  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    byTable.values().forEach(rows -> all.add(rows.rows()));
    return all;
  }

  /** The tables whose rows are trained, with these. */
  Map<Parameter, TokenRows> byTable() {
    return byTable;
  }

  /** Takes the rows out of the model; {@link #plugIn} puts them in again. */
  void unplug() {
    model.embedding().attachRows(null);
    model.head().attachRows(null);
  }

  void plugIn() {
    TokenRows inputs = byTable.get(model.embedding().table());
    model.embedding().attachRows(inputs);
    model.head().attachRows(byTable.get(model.head().weightParameter()));
  }

  void restore() {
    unplug();
    parameters().forEach(Parameter::close);
    byTable.clear();
  }
}
