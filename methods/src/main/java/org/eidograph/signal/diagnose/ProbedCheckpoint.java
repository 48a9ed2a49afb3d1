// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eidograph.base.Json;
import org.eidograph.model.CausalLm;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.model.load.NewHead;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;

/** Opens a checkpoint to be looked into, decoder or encoder, by its {@code model_type}. */
public final class ProbedCheckpoint {
  /** A diagnosis never reads an encoder's head, so that any does for one that has none. */
  private static final NewHead ANY_HEAD = new NewHead(List.of("first", "second"), 0);

  private ProbedCheckpoint() {}

  /**
   * Loads it; the caller closes it.
   *
   * @throws org.eidograph.base.BadInputException if a file, key or tensor is missing or wrong
   */
  public static SegmentedModel load(Path directory, DType type, Device device) {
    return isEncoder(directory)
        ? SequenceClassifier.load(directory, type, device, ANY_HEAD)
        : CausalLm.load(directory, type, device);
  }

  private static boolean isEncoder(Path directory) {
    Path config = directory.resolve("config.json");
    return Files.exists(config) // where it is missing, loading says so
        && EncoderFamily.of(Json.readObject(config).path("model_type").asString("")).isPresent();
  }
}
