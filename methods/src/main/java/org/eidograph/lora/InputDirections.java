// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.base.UsageException;
import org.eidograph.model.ModulePath;
import org.eidograph.torch.Tensor;

/** The leading directions of modules' inputs, for {@link LoraInit#EVA}. */
@FunctionalInterface
public interface InputDirections {
  /** Where no data were seen. */
  InputDirections NONE =
      (module, rank) -> {
        throw new UsageException(
            "the start eva must see data before adapters are attached, but none were shown for %s; measure its inputs first, or take another start"
                .formatted(module.path()));
      };

  /** The first {@code rank} directions, (rank, in), orthonormal rows. */
  Tensor of(ModulePath module, int rank);
}
