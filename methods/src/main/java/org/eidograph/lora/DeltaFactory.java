// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.ModulePath;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.nn.EmbeddingLayer;
import org.eidograph.model.nn.Linear;
import org.eidograph.model.nn.LowRankDelta;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.jspecify.annotations.Nullable;

/** Makes adapters without effect: one factor random from the module's own stream, one zero. */
final class DeltaFactory {
  private static final String A = "lora_A.weight";
  private static final String B = "lora_B.weight";
  private static final String BIAS = "lora_B.bias";
  private static final String EMBEDDING_A = "lora_embedding_A";
  private static final String EMBEDDING_B = "lora_embedding_B";

  private final LoraSpec spec;
  private final Device device;

  DeltaFactory(LoraSpec spec, Device device) {
    this.spec = spec;
    this.device = device;
  }

  AdaptedLinear linear(Linear module) {
    String path = module.path().path();
    int rank = spec.rankOf(path);
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(spec.seed(), path)) {
      Tensor a = startOfA(random, rank, module.inputs());
      Tensor b = startOfB(random, rank, module.outputs());
      Parameter bias =
          spec.loraBias()
              ? parameter(module.path(), BIAS, ParameterRole.VECTOR, zeros(module.outputs()))
              : null;
      return new AdaptedLinear(
          module,
          delta(
              module.path(),
              parameter(module.path(), A, ParameterRole.HIDDEN, a),
              parameter(module.path(), B, ParameterRole.HIDDEN, b),
              bias));
    }
  }

  AdaptedEmbedding embedding(EmbeddingLayer module) {
    Tensor table = module.table().value();
    String path = module.path().path();
    int rank = spec.rankOf(path);
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(spec.seed(), path)) {
      Tensor a = zeros(rank, table.size(0));
      Tensor b = Tensors.normal(random, table.size(1), rank);
      return new AdaptedEmbedding(
          module,
          delta(
              module.path(),
              parameter(module.path(), EMBEDDING_A, ParameterRole.EMBEDDING, a),
              parameter(module.path(), EMBEDDING_B, ParameterRole.EMBEDDING, b),
              null));
    }
  }

  private LowRankDelta delta(ModulePath path, Parameter a, Parameter b, @Nullable Parameter bias) {
    return new LowRankDelta(a, b, bias, spec.scaleOf(path.path()), spec.dropout());
  }

  private Tensor startOfA(RandomSource random, int rank, long inputs) {
    return switch (spec.init()) {
      case A_KAIMING -> Tensors.uniform(random, 1 / Math.sqrt(inputs), rank, inputs);
      case A_NORMAL -> Tensors.normal(random, rank, inputs).mulInPlace(1 / Math.sqrt(inputs));
      case A_GAUSSIAN -> Tensors.normal(random, rank, inputs).mulInPlace(1.0 / rank);
      case B_NORMAL -> zeros(rank, inputs);
    };
  }

  private Tensor startOfB(RandomSource random, int rank, long outputs) {
    return spec.init() == LoraInit.B_NORMAL
        ? Tensors.normal(random, outputs, rank).mulInPlace(1 / Math.sqrt(rank))
        : zeros(outputs, rank);
  }

  private static Tensor zeros(long... shape) {
    return Tensors.zeros(DType.FLOAT32, Device.CPU, shape);
  }

  private Parameter parameter(ModulePath path, String suffix, ParameterRole role, Tensor value) {
    Parameter parameter =
        new Parameter(path.path() + "." + suffix, role, path, value.to(device).keep());
    parameter.train(true);
    return parameter;
  }
}
