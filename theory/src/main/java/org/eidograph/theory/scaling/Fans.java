// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.scaling;

/**
 * The lengths of a tensor's axes as seen by the forward pass, whatever the order they are stored
 * in.
 *
 * @param out fan-out; the length of a vector, the width of a table's rows
 * @param in fan-in; 1 for a vector, the number of rows of a table
 */
public record Fans(long out, long in) {
  public Fans {
    if (out < 1 || in < 1) {
      throw new IllegalArgumentException(
          "fan-out and fan-in must be at least 1, got %d and %d".formatted(out, in));
    }
  }

  /** Fans of a vector. */
  public static Fans vector(long length) {
    return new Fans(length, 1);
  }
}
