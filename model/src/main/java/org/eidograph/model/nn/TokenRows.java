// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Rows that stand in the place of a table's own for some tokens, so that these are trained and all
 * others stay frozen.
 *
 * @param tokens distinct token ids, k of them
 * @param rows (k, D), row i for token i of the list
 */
public record TokenRows(List<Integer> tokens, Parameter rows) {
  public TokenRows {
    tokens = List.copyOf(tokens);
  }

  /**
   * Puts the rows where their tokens are.
   *
   * @param looked what the table gave for the ids, (N, D)
   */
  Tensor inputs(Tensor looked, int[] ids, Pass pass) {
    List<Integer> where = new ArrayList<>();
    List<Integer> which = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      int row = tokens.indexOf(ids[i]);
      if (row >= 0) {
        where.add(i);
        which.add(row);
      }
    }
    if (where.isEmpty()) {
      return looked;
    }
    Tensor own = pass.weight(rows).indexSelect(0, ids(which, pass.device()));
    return looked.indexCopy(0, ids(where, pass.device()), own);
  }

  /**
   * Puts the tokens' logits in place, {@code h·rowsᵀ}.
   *
   * @param logits by the table's rows, (N, V)
   * @param hidden (N, D)
   */
  Tensor outputs(Tensor logits, Tensor hidden, Pass pass) {
    Tensor own = Nn.linear(hidden, pass.weight(rows), null);
    return logits.indexCopy(1, index(pass.device()), own);
  }

  /** The token ids as int64. */
  public Tensor index(Device device) {
    return ids(tokens, device);
  }

  private static Tensor ids(List<Integer> values, Device device) {
    return Tensors.ofInts(values.stream().mapToInt(Integer::intValue).toArray(), device);
  }
}
