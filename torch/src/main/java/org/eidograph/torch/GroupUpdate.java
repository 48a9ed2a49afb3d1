// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.List;
import java.util.Map;

/** The steps of one group and the state they need. */
sealed interface GroupUpdate extends AutoCloseable permits AdamWUpdate, SgdUpdate, MuonUpdate {
  /** Starts with an empty state. */
  static GroupUpdate of(ParameterGroup group) {
    UpdateRule rule = group.rule();
    if (rule instanceof UpdateRule.AdamW adamW) {
      return AdamWUpdate.of(group, adamW);
    }
    return rule instanceof UpdateRule.Sgd sgd
        ? new SgdUpdate(group, sgd)
        : new MuonUpdate(group, (UpdateRule.Muon) rule);
  }

  /**
   * One update; runs without autograd in a scope of its own.
   *
   * @param gradients float32, shaped as the group's parameters
   * @param rate η
   */
  void step(List<Tensor> gradients, double rate);

  /** What a resumed run must find again, by name; the tensors are this update's own. */
  Map<String, Tensor> state();

  /** Frees the state. */
  @Override
  default void close() {
    state().values().forEach(Tensor::close);
  }
}
