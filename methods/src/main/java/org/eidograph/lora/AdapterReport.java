// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorInfo;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.JsonNode;

/**
 * What an adapter directory holds, read without its base.
 *
 * @param base the model it names as its own
 * @param rank default rank
 * @param alpha {@code lora_alpha}
 * @param targetModules as the configuration gives them
 * @param parameters numbers in all tensors
 * @param finite whether no number is infinite or NaN
 * @param tensors one line each, in file order
 */
public record AdapterReport(
    String base,
    int rank,
    double alpha,
    String targetModules,
    long parameters,
    boolean finite,
    List<TensorLine> tensors) {
  public AdapterReport {
    tensors = List.copyOf(tensors);
  }

  /**
   * One tensor.
   *
   * @param form type and shape
   * @param norm Euclidean
   */
  public record TensorLine(String name, String form, double norm) {}

  /**
   * Reads a PEFT directory.
   *
   * @throws org.eidograph.base.BadInputException if its files are absent or damaged
   */
  public static AdapterReport of(Path directory) {
    JsonNode config = Json.readObject(directory.resolve(AdapterConfig.FILE));
    List<TensorLine> lines = new ArrayList<>();
    long parameters = 0;
    boolean finite = true;
    try (TensorSource source = TensorSource.open(AdapterFiles.tensorFile(directory));
        Scope scope = Scope.open()) {
      for (String name : source.names()) {
        TensorInfo info = source.info(name);
        Tensor value = source.tensor(name);
        finite &= value.isFinite();
        parameters += info.numel();
        lines.add(new TensorLine(name, info.toString(), value.norm().item()));
      }
    }
    return new AdapterReport(
        config.path("base_model_name_or_path").asString(""),
        config.path("r").asInt(8),
        config.path("lora_alpha").asDouble(8),
        config.path("target_modules").toString(),
        parameters,
        finite,
        lines);
  }
}
