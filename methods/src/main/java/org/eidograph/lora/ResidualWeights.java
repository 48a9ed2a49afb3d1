// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.UsageException;
import org.eidograph.lora.init.Factors;
import org.eidograph.lora.init.WeightStarts;
import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Base weights that gave up what their adapters started from, {@code W − s·B₀·A₀}, until {@link
 * #restore} puts the originals back, bit for bit.
 */
final class ResidualWeights {
  private final SegmentedModel model;
  private final Map<ModulePath, Kept> kept = new LinkedHashMap<>();

  ResidualWeights(SegmentedModel model) {
    this.model = model;
  }

  private record Kept(Parameter weight, Tensor original, Factors start) {}

  /**
   * Changes a module's weight.
   *
   * @param start A₀ and B₀, copied
   */
  void makeRoom(Linear module, Factors start, double scale) {
    Parameter weight = module.weightParameter();
    if (model.tied() && weight == model.embedding().table()) {
      throw new UsageException(
          "a start that changes the base cannot be beside %s, which shares its weight with the embedding; leave it out of the targets, or take another start"
              .formatted(module.path().path()));
    }
    Tensor original = weight.value().detach().keep();
    Tensor residual = WeightStarts.residual(module.weight(), start, scale);
    Tensor stored = module.transposed() ? residual.t() : residual;
    Kept entry =
        new Kept(weight, original, new Factors(start.a().copy().keep(), start.b().copy().keep()));
    weight.replace(stored.to(original.dtype()).contiguous().keep());
    kept.put(module.path(), entry);
  }

  /** What a module started from, or null if its weight is as it was. */
  @Nullable Factors startOf(ModulePath module) {
    Kept entry = kept.get(module);
    return entry == null ? null : entry.start;
  }

  void restore() {
    for (Kept entry : kept.values()) {
      entry.weight.replace(entry.original);
      entry.start.a().close();
      entry.start.b().close();
    }
    kept.clear();
  }
}
