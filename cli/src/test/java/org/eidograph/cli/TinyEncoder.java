// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;

/** A random encoder of width 16 without a head, with a real tokenizer, and rows to classify. */
final class TinyEncoder {
  private static final Path GOLDEN =
      Path.of("../model/src/test/resources/golden-encoders/bert-no-pooler");

  private TinyEncoder() {}

  /** Writes the checkpoint, unless it is there. */
  static Path checkpoint(Path directory) {
    Path model = directory.resolve("encoder");
    if (Files.exists(model)) {
      return model;
    }
    try (Scope scope = Scope.open();
        RandomSource random = RandomSource.of(1);
        TensorSource source = TensorSource.open(GOLDEN)) {
      Files.createDirectories(model);
      Files.copy(
          Path.of("../fixtures/wordpiece-tokenizer/tokenizer.json"),
          model.resolve("tokenizer.json"));
      Files.writeString(
          model.resolve("config.json"),
          Files.readString(GOLDEN.resolve("config.json"))
              .replace("\"vocab_size\": 64", "\"vocab_size\": 600"));
      Map<String, Tensor> tensors = new HashMap<>();
      source.names().forEach(name -> tensors.put(name, source.tensor(name)));
      tensors.put("embeddings.word_embeddings.weight", Tensors.normal(random, 600, 16));
      SafetensorsWriter.write(model.resolve("model.safetensors"), tensors);
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forty short texts of two kinds. */
  static Path rows(Path directory) {
    StringBuilder rows = new StringBuilder("text,label\n");
    for (int i = 0; i < 20; i++) {
      rows.append("the king speaks ").append(i).append(",royal\n");
      rows.append("a dog barks ").append(i).append(",beast\n");
    }
    return TrialRuns.write(directory.resolve("rows.csv"), rows.toString());
  }
}
