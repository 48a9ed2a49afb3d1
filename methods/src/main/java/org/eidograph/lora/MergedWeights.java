// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weights of an adapted model with the adapters worked in: {@code W + s·B·A}, in float32, by
 * canonical name. Only what differs from the base is here.
 */
final class MergedWeights {
  static final String HEAD = "lm_head.weight";

  private final CausalLm model;
  private final Map<String, Tensor> changed = new LinkedHashMap<>();

  private MergedWeights(CausalLm model) {
    this.model = model;
  }

  /** Computes them; the tensors belong to the innermost open scope. */
  static Map<String, Tensor> of(LoraModel lora) {
    MergedWeights merged = new MergedWeights(lora.model());
    for (Parameter parameter : lora.wholeParameters()) {
      merged.changed.put(parameter.name(), parameter.value());
    }
    lora.model().linears().forEach(merged::linear);
    merged.embedding();
    return merged.changed;
  }

  /** Whether head and embedding, shared in the base, differ now and must both be written. */
  static boolean unties(CausalLm model) {
    return model.config().tiedEmbeddings()
        && (!model.tied() || model.head().delta() != null || model.embedding().delta() != null);
  }

  private void linear(Linear linear) {
    boolean head = linear == model.head();
    LowRankDelta delta = linear.delta();
    if (delta == null) {
      if (head && unties(model)) {
        changed.put(HEAD, linear.weightParameter().value());
      }
      return;
    }
    Tensor change = change(delta);
    Tensor stored = linear.weightParameter().value().to(DType.FLOAT32);
    changed.put(
        head ? HEAD : linear.weightParameter().name(),
        stored.add(linear.transposed() ? change.t() : change));
    bias(linear.path().path(), linear.bias(), delta);
  }

  private void bias(String path, @Nullable Parameter bias, LowRankDelta delta) {
    if (delta.bias() == null) {
      return;
    }
    if (bias == null) {
      throw new BadInputException(
          "an adapter with lora_bias can only be merged into modules that have a bias, but %s has none; keep the adapter apart"
              .formatted(path));
    }
    changed.put(bias.name(), bias.value().add(delta.bias().value().mul(delta.scale())));
  }

  private void embedding() {
    EmbeddingLayer layer = model.embedding();
    Tensor table = layer.table().value().to(DType.FLOAT32);
    if (layer.delta() != null) {
      changed.put(layer.table().name(), table.add(change(layer.delta()).t()));
    } else if (unties(model)) {
      changed.putIfAbsent(layer.table().name(), table);
    }
  }

  /** s·B·A, (out, in). */
  private static Tensor change(LowRankDelta delta) {
    return delta.b().value().matmul(delta.a().value()).mulInPlace(delta.scale());
  }
}
