// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.TensorInfo;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an adapter directory holds.
 *
 * @param base the model it names as its own
 * @param rank default rank
 * @param alpha {@code lora_alpha}
 * @param targetModules as the configuration gives them
 * @param parameters numbers in all tensors
 * @param finite whether no number is infinite or NaN
 * @param modules one line each, in file order; empty if the adapter is of a kind not supported
 * @param tensors one line each, in file order
 * @param unsupported why no model can use it here; null if one can
 */
public record AdapterReport(
    String base,
    int rank,
    double alpha,
    String targetModules,
    long parameters,
    boolean finite,
    List<ModuleLine> modules,
    List<TensorLine> tensors,
    @Nullable String unsupported) {
  public AdapterReport {
    modules = List.copyOf(modules);
    tensors = List.copyOf(tensors);
  }

  /**
   * One adapted module.
   *
   * @param rank r, as its tensors have it
   * @param scale s
   * @param change {@code ‖s·B·A‖}, Frobenius; under DoRA what the factors alone change
   * @param relativeChange {@code ‖s·B·A‖/‖W‖}; null without the base
   */
  public record ModuleLine(
      String module, int rank, double scale, double change, @Nullable Double relativeChange) {}

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
   * @param base the base's checkpoint, to compare changes with its weights; null to go without
   * @throws BadInputException if files are absent or damaged
   */
  public static AdapterReport of(Path directory, @Nullable Path base) {
    JsonNode config = Json.readObject(directory.resolve(AdapterConfig.FILE));
    try (TensorSource source = TensorSource.open(AdapterFiles.tensorFile(directory));
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      List<TensorLine> tensors = new ArrayList<>();
      boolean finite = true;
      for (String name : source.names()) {
        Tensor value = source.tensor(name);
        finite &= value.isFinite();
        tensors.add(new TensorLine(name, source.info(name).toString(), value.norm().item()));
      }
      LoraSpec spec = null;
      String unsupported = null;
      try {
        spec = AdapterConfigReader.read(directory, true).spec();
      } catch (BadInputException e) {
        unsupported = e.getMessage();
      }
      List<ModuleLine> modules =
          spec == null ? List.of() : new ModuleChanges(source, spec).lines(base);
      return new AdapterReport(
          config.path("base_model_name_or_path").asString(""),
          config.path("r").asInt(8),
          config.path("lora_alpha").asDouble(8),
          config.path("target_modules").toString(),
          source.names().stream().map(source::info).mapToLong(TensorInfo::numel).sum(),
          finite,
          modules,
          tensors,
          unsupported);
    }
  }

  /** Reads a PEFT directory without its base. */
  public static AdapterReport of(Path directory) {
    return of(directory, null);
  }
}
