// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Structure;
import java.util.OptionalLong;
import org.bytedeco.javacpp.Pointer;

/**
 * How much native code holds, for tests that a loop gives everything back. The size of the process
 * would not do: it also moves with the Java heap, the compiler and the allocator's habits.
 */
public final class NativeMemory {
  private NativeMemory() {}

  /** Bytes handed out by the C allocator and not given back; empty where it cannot tell. */
  public static OptionalLong bytesInUse() {
    if (!Platform.isLinux()) {
      return OptionalLong.empty();
    }
    try {
      Function query = NativeLibrary.getProcess().getFunction("mallinfo2");
      AllocatorInfo info = (AllocatorInfo) query.invoke(AllocatorInfo.class, new Object[0]);
      return OptionalLong.of(info.inBlocks + info.inMappings);
    } catch (UnsatisfiedLinkError e) {
      return OptionalLong.empty(); // another C library, or glibc before 2.33
    }
  }

  /**
   * The lowest of several readings of {@link #bytesInUse}: the Java compiler takes tens of
   * megabytes of the same heap and gives them back when it is done.
   *
   * @param seconds how long to look
   */
  public static OptionalLong lowestBytesInUse(double seconds) throws InterruptedException {
    OptionalLong lowest = bytesInUse();
    for (long i = 0; i < seconds * 10; i++) {
      Thread.sleep(100);
      OptionalLong now = bytesInUse();
      lowest = now.isPresent() && now.getAsLong() < lowest.orElseThrow() ? now : lowest;
    }
    return lowest;
  }

  /** Handles of native objects that are alive. */
  public static long handles() {
    return Pointer.totalCount();
  }

  /** glibc's {@code struct mallinfo2}, of which two numbers matter here. */
  @Structure.FieldOrder({
    "arena",
    "freeBlocks",
    "freeFast",
    "mappings",
    "inMappings",
    "unused",
    "freeInFast",
    "inBlocks",
    "free",
    "trimmable"
  })
  public static final class AllocatorInfo extends Structure implements Structure.ByValue {
    public long arena;
    public long freeBlocks;
    public long freeFast;
    public long mappings;
    public long inMappings; // hblkhd
    public long unused;
    public long freeInFast;
    public long inBlocks; // uordblks
    public long free;
    public long trimmable;
  }
}
