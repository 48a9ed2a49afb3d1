// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.tape.AutogradTape;
import org.eidograph.model.tape.Tape;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Token embedding, plus learned positions where the family has them: the first segment of a model.
 *
 * <p>A low-rank delta adds {@code s·lookup(Aᵀ, ids)·Bᵀ} with A (r, V) and B (D, r); a magnitude (D)
 * then multiplies both.
 */
public final class EmbeddingLayer implements Segment {
  private final ModulePath path;
  private final Parameter table;
  private final @Nullable Parameter positions;
  private @Nullable LowRankDelta delta;
  private @Nullable TokenRows tokenRows;

  /**
   * Describes the embedding.
   *
   * @param table (V, D)
   * @param positions (P, D) or null
   */
  public EmbeddingLayer(ModulePath path, Parameter table, @Nullable Parameter positions) {
    this.path = path;
    this.table = table;
    this.positions = positions;
  }

  public ModulePath path() {
    return path;
  }

  public Parameter table() {
    return table;
  }

  public @Nullable LowRankDelta delta() {
    return delta;
  }

  public void attach(@Nullable LowRankDelta lowRank) {
    this.delta = lowRank;
  }

  public @Nullable TokenRows tokenRows() {
    return tokenRows;
  }

  /** Lets rows of their own stand for some tokens, or the table's again with null. */
  public void attachRows(@Nullable TokenRows own) {
    this.tokenRows = own;
  }

  /** Looks the pass's tokens up; {@code x} is ignored. */
  @Override
  public Tensor forward(Tensor x, Pass pass) {
    Tensor ids = Tensors.ofInts(pass.sequences().ids(), pass.device());
    Tensor y = Nn.embedding(pass.weight(table), ids).to(table.dtype().ofSums());
    if (tokenRows != null) {
      y = tokenRows.inputs(y, pass.sequences().ids(), pass);
    }
    if (delta != null) {
      Tensor down = Nn.embedding(pass.weight(delta.a()).t(), ids);
      y = y.add(Nn.linear(down, pass.weight(delta.b()), null).mul(delta.scale()));
      if (delta.magnitude() != null) {
        y = y.mul(delta.gain(pass.weight(table).detach().t(), pass));
      }
    }
    if (positions != null) {
      Tensor where = Tensors.ofInts(pass.sequences().positions(), pass.device());
      y = y.add(Nn.embedding(pass.weight(positions), where).to(y.dtype()));
    }
    return y;
  }

  @Override
  public Tape record(Tensor x, Pass pass) {
    return delta == null && tokenRows == null
        ? EmbeddingTape.record(this, x, pass)
        : AutogradTape.record(this, x, pass);
  }

  @Nullable Parameter positions() {
    return positions;
  }

  @Override
  public List<Linear> linears() {
    return List.of();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(table);
    if (positions != null) {
      all.add(positions);
    }
    if (delta != null) {
      all.addAll(delta.parameters());
    }
    if (tokenRows != null) {
      all.add(tokenRows.rows());
    }
    return all;
  }
}
