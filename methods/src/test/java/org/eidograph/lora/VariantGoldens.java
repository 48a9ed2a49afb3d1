// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.nio.file.Path;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsFile;

/** What peft and bitsandbytes compute; see {@code interop/lora/make_variants.py}. */
public final class VariantGoldens implements AutoCloseable {
  private static final Path FOLDER = Path.of("src/test/resources/golden-variants");

  private final SafetensorsFile file;

  private VariantGoldens(SafetensorsFile file) {
    this.file = file;
  }

  public static VariantGoldens open(String name) {
    return new VariantGoldens(SafetensorsFile.open(FOLDER.resolve(name + ".safetensors")));
  }

  public Tensor tensor(String key) {
    return file.tensor(key);
  }

  @Override
  public void close() {
    file.close();
  }
}
