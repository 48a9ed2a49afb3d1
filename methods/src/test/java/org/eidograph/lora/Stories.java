// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** The stories checkpoint, and adapters on it that look trained. */
final class Stories {
  static final Path DIRECTORY = Path.of("../fixtures/stories260k");
  static final int[] IDS = {1, 403, 407, 261, 378, 31, 30, 284};

  private Stories() {}

  static CausalLm load() {
    return load(DType.FLOAT32);
  }

  static CausalLm load(DType type) {
    return CausalLm.load(DIRECTORY, type, Device.CPU);
  }

  /** Logits, (8, 512); kept for the caller. */
  static Tensor logits(CausalLm model) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      return model.logits(Pass.inference(Sequences.of(IDS), Device.CPU)).keep();
    }
  }

  /** Moves everything trainable away from where it started. */
  static LoraModel disturbed(LoraModel lora) {
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(7)) {
      for (Parameter parameter : lora.trainable()) {
        Tensor noise = Tensors.normal(random, parameter.value().shape());
        parameter.value().addInPlace(noise, 0.05);
      }
    }
    return lora;
  }
}
