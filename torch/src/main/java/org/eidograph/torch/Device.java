// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.UsageException;

/**
 * Where tensors live and kernels run.
 *
 * @param type CPU or CUDA
 * @param index which GPU; 0 for the CPU
 */
public record Device(Type type, int index) {
  public static final Device CPU = new Device(Type.CPU, 0);

  private static final Pattern SYNTAX = Pattern.compile("cpu|cuda(?::(\\d{1,3}))?");

  /** The kinds of device. */
  public enum Type {
    CPU,
    CUDA
  }

  /**
   * Reads {@code cpu}, {@code cuda} or {@code cuda:1}.
   *
   * @throws UsageException for any other text
   */
  public static Device parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException("device must be cpu, cuda or cuda:N, got '" + text + "'");
    }
    if (text.equals("cpu")) {
      return CPU;
    }
    return new Device(Type.CUDA, matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /**
   * This device, checked to be usable.
   *
   * @throws org.eidograph.base.UsageException if CUDA is asked for and absent
   */
  public Device requireAvailable() {
    if (type == Type.CUDA && !Torch.cudaAvailable()) {
      throw new UsageException(
          "device %s needs a CUDA build of libtorch and a GPU, neither was found; build with mvn -Pcuda package or use --device cpu"
              .formatted(this));
    }
    return this;
  }

  org.bytedeco.pytorch.Device raw() {
    return new org.bytedeco.pytorch.Device(toString());
  }

  @Override
  public String toString() {
    return type == Type.CPU ? "cpu" : "cuda:" + index;
  }
}
