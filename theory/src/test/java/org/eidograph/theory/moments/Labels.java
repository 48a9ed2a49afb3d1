// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.moments;

/** Activations by the labels of the committed tables. */
public final class Labels {
  private Labels() {}

  public static Activation activation(String label) {
    return label.equals("leaky_relu(0.1)") ? Activation.leakyRelu(0.1) : Activation.named(label);
  }
}
