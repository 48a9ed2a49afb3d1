// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import org.eidograph.base.UsageException;

/**
 * How exactly to measure.
 *
 * @param probes random vectors behind each Frobenius norm, at least 1; the standard error of one
 *     falls like 1/√probes
 * @param iterations Lanczos steps behind each largest singular value, at least 2
 * @param seed of the probes
 */
public record DiagnoseSettings(int probes, int iterations, long seed) {
  /** Eight probes, ten steps. */
  public static final DiagnoseSettings DEFAULT = new DiagnoseSettings(8, 10, 0);

  /** Sixteen probes, thirty steps. */
  public static final DiagnoseSettings THOROUGH = new DiagnoseSettings(16, 30, 0);

  public DiagnoseSettings {
    if (probes < 1) {
      throw new UsageException(
          "the Jacobian is estimated from at least 1 probe, got %d; give --probes 1 or more"
              .formatted(probes));
    }
    if (iterations < 2) {
      throw new UsageException(
          "a largest singular value needs at least 2 iterations, got %d; give --iterations 2 or more"
              .formatted(iterations));
    }
  }
}
