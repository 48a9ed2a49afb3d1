// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.util.List;
import org.eidograph.model.CausalLm;
import org.eidograph.model.config.TransformerConfig;
import org.eidograph.model.load.CheckpointLoader;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.transfer.PlainRule;

/** A language model before its first step, every tensor drawn by its rule. */
public final class DrawnModel {
  private DrawnModel() {}

  /**
   * Draws; each tensor has a random stream of its own.
   *
   * @param rules of all its patterns
   * @return a float32 model; the caller closes it
   */
  public static CausalLm of(
      TransformerConfig config, List<PlainRule> rules, long seed, Device device) {
    int experts = config.experts().count();
    try (DrawnTensors drawn = new DrawnTensors(rules, config.layers(), experts, seed)) {
      return CheckpointLoader.load(config, drawn, DType.FLOAT32, device.requireAvailable());
    }
  }
}
