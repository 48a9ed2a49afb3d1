// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.nio.file.Path;
import org.eidograph.base.Json;
import org.eidograph.torch.safetensors.SafetensorsFile;
import tools.jackson.databind.JsonNode;

/** Inputs and results of the reference libraries; see {@code interop/make_op_goldens.py}. */
final class Golden implements AutoCloseable {
  private static final Path FOLDER = Path.of("src/test/resources/golden/ops");

  private final String name;
  private final SafetensorsFile file;

  private Golden(String name) {
    this.name = name;
    file = SafetensorsFile.open(FOLDER.resolve(name + ".safetensors"));
  }

  static Golden open(String name) {
    return new Golden(name);
  }

  Tensor tensor(String key) {
    return file.tensor(key);
  }

  static JsonNode facts(String name) throws java.io.IOException {
    Path path = FOLDER.resolve(name + ".json");
    return Json.parse(java.nio.file.Files.readString(path), path.toString());
  }

  JsonNode facts() throws java.io.IOException {
    return facts(name);
  }

  @Override
  public void close() {
    file.close();
  }
}
