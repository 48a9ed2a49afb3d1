// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.eidograph.base.OutOfResourcesException;

/**
 * Loads libtorch once, with the settings that must stand before its first class is touched.
 *
 * <ul>
 *   <li>JavaCPP's own memory limits are lifted: they count mapped weights and would refuse a model
 *       that fits.
 *   <li>{@code OMP_WAIT_POLICY=PASSIVE}: two thread pools (OpenMP and OpenBLAS) that spin while
 *       they wait slow each other down by a factor of three.
 * </ul>
 *
 * <p>Kernels run on one thread by default; cores are used by worker threads, each calling {@link
 * #useThreads} first.
 */
public final class Torch {
  private static final String LIMIT_HINT =
      "start Java with -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0";

  static {
    property("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    property("org.bytedeco.javacpp.maxBytes", "0");
    property("org.bytedeco.javacpp.logger", "slf4j");
    waitPassively();
    loadNatives();
    if (Pointer.maxPhysicalBytes() > 0) {
      throw new OutOfResourcesException(
          "JavaCPP was loaded earlier with a memory limit of %d bytes; %s"
              .formatted(Pointer.maxPhysicalBytes(), LIMIT_HINT));
    }
  }

  private Torch() {}

  /** Loads the native libraries if they are not loaded yet. */
  static void load() {
    // the static initialiser has done it
  }

  /**
   * Sets how many threads a kernel called from the current thread uses; every compute thread calls
   * this first. Drives both pools, OpenMP and OpenBLAS.
   */
  public static void useThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    try (PointerScope scope = new PointerScope()) { // the second call makes a handle
      torch.set_num_threads(threads);
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }

  /** The version of libtorch, for example {@code 2.13.0}, as its jar says. */
  public static String version() {
    String preset = org.bytedeco.pytorch.Tensor.class.getPackage().getImplementationVersion();
    return preset == null ? "unknown" : preset.replaceFirst("-.*", "");
  }

  /** Whether a CUDA device can be used by this build of libtorch on this machine. */
  public static boolean cudaAvailable() {
    return torch.hasCUDA();
  }

  /** What the build says of its kernels: BLAS, oneDNN, instruction sets. */
  public static String description() {
    return torch.show_config().getString();
  }

  private static void property(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static void waitPassively() {
    if (System.getenv("OMP_WAIT_POLICY") != null || Platform.isWindows()) {
      return;
    }
    Function setenv = NativeLibrary.getProcess().getFunction("setenv");
    setenv.invokeInt(new Object[] {"OMP_WAIT_POLICY", "PASSIVE", 1});
  }

  private static void loadNatives() {
    try {
      useThreads(1);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new OutOfResourcesException(
          "libtorch's native library for this platform is not on the class path (%s); depend on eidograph-platform"
              .formatted(e.getMessage()),
          e);
    }
  }
}
