// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.lora.AdapterReport.ModuleLine;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;

/**
 * How far an adapter's file moves each module's weight.
 *
 * <p>{@code ‖B·A‖² = ⟨BᵀB, A·Aᵀ⟩}, so that nothing larger than r × r is made; in float64, since the
 * squares of small changes leave float32's range early.
 */
final class ModuleChanges {
  private final TensorSource adapter;
  private final LoraSpec spec;

  ModuleChanges(TensorSource adapter, LoraSpec spec) {
    this.adapter = adapter;
    this.spec = spec;
  }

  /**
   * One line a module, in the file's order.
   *
   * @param base a checkpoint with the weights that are changed, or null
   * @throws BadInputException if the base has no such module
   */
  List<ModuleLine> lines(@Nullable Path base) {
    Map<String, Double> norms = base == null ? Map.of() : weightNorms(base);
    List<ModuleLine> lines = new ArrayList<>();
    for (String name : adapter.names()) {
      int end = Math.max(name.indexOf(".lora_A."), name.indexOf(".lora_embedding_A"));
      if (end > 0) {
        lines.add(line(name, name.substring(0, end), norms, base));
      }
    }
    return lines;
  }

  private ModuleLine line(
      String nameOfA, String key, Map<String, Double> norms, @Nullable Path base) {
    String path =
        key.startsWith(LoraModel.KEY_PREFIX) ? key.substring(LoraModel.KEY_PREFIX.length()) : key;
    try (Scope scope = Scope.open()) {
      Tensor a = adapter.tensor(nameOfA).to(DType.FLOAT64);
      Tensor b = adapter.tensor(nameOfA.replace("_A", "_B")).to(DType.FLOAT64);
      double square = b.t().matmul(b).mul(a.matmul(a.t())).sum().item();
      double scale = spec.scaleOf(path);
      double change = scale * Math.sqrt(Math.max(0, square));
      Double norm = norms.get(path);
      if (base != null && norm == null) {
        throw new BadInputException(
            "%s must have the module %s, which the adapter changes; was it made for another base?"
                .formatted(base, path));
      }
      return new ModuleLine(
          path, Math.toIntExact(a.size(0)), scale, change, norm == null ? null : change / norm);
    }
  }

  private static Map<String, Double> weightNorms(Path base) {
    Map<String, Double> norms = new HashMap<>();
    try (CausalLm model = CausalLm.load(base, Merge.loadType(base), Device.CPU)) {
      model.linears().forEach(l -> norms.put(l.path().path(), norm(l.weightParameter())));
      norms.put(model.embedding().path().path(), norm(model.embedding().table()));
    }
    return norms;
  }

  private static double norm(Parameter weight) {
    try (Scope scope = Scope.open()) {
      return weight.value().to(DType.FLOAT32).norm().item();
    }
  }
}
