// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.nio.file.Path;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.config.EncoderConfigReader;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.safetensors.TensorSource;
import org.jspecify.annotations.Nullable;

/** Reads an encoder's directory into a classifier; see {@link SequenceClassifier#load}. */
public final class EncoderLoader {
  private EncoderLoader() {}

  /**
   * Loads, freeing everything if any check fails.
   *
   * @param wanted classes of a head that may have to be drawn; null to take the stored one
   */
  public static SequenceClassifier load(
      Path directory, DType type, Device device, @Nullable NewHead wanted) {
    EncoderConfig config = EncoderConfigReader.read(directory);
    try (TensorSource source = TensorSource.open(directory)) {
      Weights weights = new Weights(source, type, device, config.family().modelType() + ".");
      try {
        return new BertFamily(config, weights).build(device, wanted);
      } catch (RuntimeException e) {
        weights.closeAll();
        throw e;
      }
    }
  }
}
