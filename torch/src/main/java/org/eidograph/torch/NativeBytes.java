// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.global.torch;

/** Moves the bytes of tensors between native memory and files without a copy of the whole. */
public final class NativeBytes {
  private static final int CHUNK = 1 << 20;
  private static final long PAGE = 1 << 16; // a multiple of every page size in use
  private static final int DONT_NEED = 4; // MADV_DONTNEED

  static {
    Torch.load();
  }

  private NativeBytes() {}

  /**
   * A file as a vector of bytes, mapped and not read: pages come in as they are touched. Writing
   * into the tensor never reaches the file. The file must not be shortened while it is in use,
   * since touching a page behind its end kills the process.
   *
   * @param file not empty
   * @return uint8, owned by the current scope
   */
  public static Tensor map(Path file) throws IOException {
    long size = Files.size(file);
    if (size == 0) {
      throw new IllegalArgumentException("a file to map must not be empty: " + file);
    }
    try (BytePointer path = new BytePointer(file.toString(), nameCharset())) {
      return new Tensor(
          torch.from_file(
              path,
              new BoolOptional(false),
              new LongOptional(size),
              Tensors.options(DType.UINT8, Device.CPU)));
    }
  }

  /**
   * Lets the system take back the memory of a mapped tensor, as after it was copied in another
   * type. The tensor stays usable: its pages are read from the file again when they are touched.
   * Only whole pages inside the tensor go, so that its neighbours keep theirs.
   *
   * @param mapped a contiguous part of what {@link #map} gave, never written into
   */
  public static void release(Tensor mapped) {
    if (!Platform.isLinux()) {
      return; // elsewhere the same advice means other things
    }
    long start = mapped.raw.data_ptr().address();
    long first = (start + PAGE - 1) / PAGE * PAGE;
    long end = (start + mapped.bytes()) / PAGE * PAGE;
    if (first < end) {
      Function advise = NativeLibrary.getProcess().getFunction("madvise");
      // advice only: a system that cannot follow it keeps the pages, which is no error
      advise.invokeInt(
          new Object[] {new com.sun.jna.Pointer(first), new NativeLong(end - first), DONT_NEED});
    }
  }

  /** Writes the elements in row-major order, little-endian as they lie in memory. */
  public static void write(Tensor tensor, OutputStream out) throws IOException {
    try (Scope scope = Scope.open()) {
      Tensor plain = tensor.detach().to(Device.CPU).contiguous();
      if (plain.numel() == 0) {
        return;
      }
      BytePointer start = new BytePointer(plain.raw.data_ptr());
      long bytes = plain.bytes();
      byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
      for (long done = 0; done < bytes; done += chunk.length) {
        int length = (int) Math.min(chunk.length, bytes - done);
        start.position(done).get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
  }

  /** The charset in which the system takes file names; libtorch opens the file by its bytes. */
  private static java.nio.charset.Charset nameCharset() {
    String name = System.getProperty("sun.jnu.encoding");
    return name == null ? StandardCharsets.UTF_8 : java.nio.charset.Charset.forName(name);
  }
}
