// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

public enum Activation {
  SILU,
  GELU,
  GELU_TANH,
  RELU
}
