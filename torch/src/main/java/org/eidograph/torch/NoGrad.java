// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import org.bytedeco.pytorch.NoGradGuard;

/**
 * Switches gradient recording off on the current thread until closed.
 *
 * <p>Only ever in try-with-resources: a guard left to the collector would switch recording at a
 * moment nobody chose.
 */
public final class NoGrad implements AutoCloseable {
  private final NoGradGuard guard;

  private NoGrad(NoGradGuard guard) {
    this.guard = guard;
  }

  /** Switches recording off. */
  public static NoGrad on() {
    Torch.load();
    NoGradGuard guard = new NoGradGuard();
    guard.retainReference();
    return new NoGrad(guard);
  }

  @Override
  public void close() {
    guard.releaseReference();
  }
}
