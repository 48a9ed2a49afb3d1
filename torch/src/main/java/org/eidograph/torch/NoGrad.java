// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.GradMode;

/**
 * Switches gradient recording off on the current thread until closed, then back to what it was.
 *
 * <p>Only ever in try-with-resources, so that the moment it ends is the one the code shows.
 */
public final class NoGrad implements AutoCloseable {
  private final boolean before;

  private NoGrad(boolean before) {
    this.before = before;
  }

  /** Switches recording off. */
  public static NoGrad on() {
    Torch.load();
    NoGrad guard = new NoGrad(GradMode.is_enabled());
    GradMode.set_enabled(false);
    return guard;
  }

  @Override
  public void close() {
    GradMode.set_enabled(before);
  }
}
