// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.eidograph.base.Json;

/**
 * One training of a sweep.
 *
 * @param width n
 * @param log2Lr logarithm of the learning rate to base 2, in base units: the parametrization makes
 *     each tensor's own rate of it
 * @param seed of the start and of the order of the data
 * @param arm rules by which it starts and trains
 */
public record Cell(int width, double log2Lr, long seed, Arm arm) {

  /** The learning rate in base units. */
  double learningRate() {
    return Math.pow(2, log2Lr);
  }

  /**
   * Names the cell by all that its loss depends on: the same settings have the same key in every
   * run, other settings have another one.
   *
   * @param trainer identity of what trains it
   */
  String key(String trainer) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((trainer + "\n" + Json.line(this)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
