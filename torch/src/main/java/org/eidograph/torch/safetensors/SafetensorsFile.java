// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch.safetensors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.Device;
import org.eidograph.torch.NativeBytes;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** One safetensors file, mapped. Owns the mapping until {@link #close}. */
public final class SafetensorsFile implements TensorSource {
  private final Path path;
  private final SafetensorsHeader header;
  private final Tensor bytes;

  private SafetensorsFile(Path path, SafetensorsHeader header, Tensor bytes) {
    this.path = path;
    this.header = header;
    this.bytes = bytes;
  }

  /**
   * Checks the whole header, then maps the file.
   *
   * @throws BadInputException if the file is absent, unreadable or breaks the format
   */
  public static SafetensorsFile open(Path path) {
    SafetensorsHeader header = SafetensorsHeader.read(path);
    try (Scope scope = Scope.open()) {
      return new SafetensorsFile(path, header, NativeBytes.map(path).keep());
    } catch (IOException e) {
      throw new BadInputException("cannot map %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  @Override
  public Set<String> names() {
    return header.tensors().keySet();
  }

  /** Free text by key, for example {@code format=pt}. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  @Override
  public TensorInfo info(String name) {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw new BadInputException(
          "%s has no tensor '%s'; check that it belongs to this model".formatted(path, name));
    }
    return info;
  }

  @Override
  public Tensor tensor(String name) {
    TensorInfo info = info(name);
    if (info.length() == 0) {
      return Tensors.empty(info.dtype(), Device.CPU, info.shape());
    }
    Tensor slice = bytes.narrow(0, info.offset(), info.length());
    // a view in a wider type needs its start aligned to that type
    Tensor aligned = info.offset() % info.dtype().bytes() == 0 ? slice : slice.copy();
    return aligned.view(info.dtype()).reshape(info.shape());
  }

  @Override
  public void release(String name) {
    TensorInfo info = info(name);
    try (Scope scope = Scope.open()) {
      NativeBytes.release(bytes.narrow(0, info.offset(), info.length()));
    }
  }

  @Override
  public Path file(String name) {
    return path;
  }

  @Override
  public void close() {
    bytes.close();
  }
}
