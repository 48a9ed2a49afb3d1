// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processor can do, as far as it decides between two ways to the same numbers. */
final class Cpu {
  private static final boolean TILES = hasFlag("amx_bf16");

  private Cpu() {}

  /** Whether bfloat16 matrix products run on tile registers (AMX, Intel from Sapphire Rapids). */
  static boolean multipliesBfloat16Tiles() {
    return TILES;
  }

  private static boolean hasFlag(String flag) {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return false;
    }
    try {
      return Files.readString(info).contains(" " + flag + " ");
    } catch (IOException e) {
      return false; // only slower
    }
  }
}
