// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.lora.init.Factors;
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

/** Makes adapters beside which the model is what it was. */
final class DeltaFactory {
  private static final String A = "lora_A.weight";
  private static final String B = "lora_B.weight";
  private static final String BIAS = "lora_B.bias";
  private static final String EMBEDDING_A = "lora_embedding_A";
  private static final String EMBEDDING_B = "lora_embedding_B";
  private static final String MAGNITUDE = "lora_magnitude_vector";

  private final LoraSpec spec;
  private final Device device;
  private final StartFactory starts;
  private final ResidualWeights residuals;

  DeltaFactory(LoraSpec spec, Device device, StartFactory starts, ResidualWeights residuals) {
    this.spec = spec;
    this.device = device;
    this.starts = starts;
    this.residuals = residuals;
  }

  AdaptedLinear linear(Linear module) {
    ModulePath path = module.path();
    try (Scope scope = Scope.open()) {
      Factors start = starts.of(module);
      if (spec.init().changesBase()) {
        residuals.makeRoom(module, start, spec.scaleOf(path.path()));
      }
      Parameter bias =
          spec.loraBias()
              ? parameter(path, BIAS, ParameterRole.VECTOR, zeros(module.outputs()))
              : null;
      LowRankDelta plain =
          delta(
              path,
              parameter(path, A, ParameterRole.HIDDEN, start.a()),
              parameter(path, B, ParameterRole.HIDDEN, start.b()),
              bias);
      return new AdaptedLinear(module, withMagnitude(plain, path, module.weight()));
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
      LowRankDelta plain =
          delta(
              module.path(),
              parameter(module.path(), EMBEDDING_A, ParameterRole.EMBEDDING, a),
              parameter(module.path(), EMBEDDING_B, ParameterRole.EMBEDDING, b),
              null);
      return new AdaptedEmbedding(module, withMagnitude(plain, module.path(), table.t()));
    }
  }

  private LowRankDelta delta(ModulePath path, Parameter a, Parameter b, @Nullable Parameter bias) {
    return new LowRankDelta(a, b, bias, spec.scaleOf(path.path()), spec.dropout());
  }

  /** The lengths that the rows have already, so that nothing changes. */
  private LowRankDelta withMagnitude(LowRankDelta plain, ModulePath path, Tensor weight) {
    if (!spec.dora()) {
      return plain;
    }
    Parameter magnitude =
        parameter(path, MAGNITUDE, ParameterRole.VECTOR, plain.rowNorms(weight.detach()));
    return new LowRankDelta(
        plain.a(), plain.b(), plain.bias(), plain.scale(), plain.dropout(), magnitude);
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
