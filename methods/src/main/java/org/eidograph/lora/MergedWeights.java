// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.model.nn.TokenRows;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;

/** What an adapter makes of the base's parameters: {@code W + s·B·A}, and {@code b + s·b_B}. */
final class MergedWeights {
  private MergedWeights() {}

  /**
   * The changed parameters, each with how to compute its new value: in float32, in the stored
   * layout, owned by the scope that is innermost then. Nothing is computed yet.
   *
   * @param lora on a model whose head is parted where {@link #parts} asks for it
   * @throws BadInputException if a bias has nowhere to go
   */
  static Map<Parameter, Supplier<Tensor>> of(LoraModel lora) {
    Map<Parameter, Supplier<Tensor>> changed = new LinkedHashMap<>();
    for (AdaptedModule adapter : lora.adapters()) {
      Parameter weight = adapter.weight();
      changed.put(weight, adapter::merged);
      LowRankDelta delta = adapter.delta();
      Parameter added = delta.bias();
      if (added != null) {
        Parameter bias = bias(adapter);
        changed.put(bias, () -> inFloat32(bias).add(added.value().detach().mul(delta.scale())));
      }
    }
    lora.rows().byTable().forEach((table, rows) -> changed.put(table, with(table, rows)));
    return changed;
  }

  private static Parameter bias(AdaptedModule adapter) {
    Parameter bias = adapter.bias();
    if (bias == null) {
      throw new BadInputException(
          "an adapter with lora_bias can only be merged into modules that have a bias, but %s has none; keep the adapter apart"
              .formatted(adapter.path().path()));
    }
    return bias;
  }

  /** The table with the trained rows in place. */
  private static Supplier<Tensor> with(Parameter table, TokenRows rows) {
    return () ->
        inFloat32(table)
            .indexCopy(0, rows.index(table.value().device()), rows.rows().value().detach());
  }

  private static Tensor inFloat32(Parameter parameter) {
    return parameter.value().detach().to(DType.FLOAT32);
  }

  /** Whether head and embedding are one parameter but will not be equal after the merge. */
  static boolean parts(CausalLm model) {
    return model.tied() && (model.head().delta() != null || model.embedding().delta() != null);
  }
}
