// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.List;

/** What the theory behind a diagnosis says nothing of; every result names it. */
final class Coverage {
  static final List<String> NOT_COVERED =
      List.of(
          "softmax attention: its kernel has no closed form, so predictions take it for an"
              + " MLP (correlation) or for a plain average of the past (Jacobian)",
          "causal mixing of tokens and rotary positions",
          "gains and shifts of norms far from 1 and 0",
          "trained, correlated weights, beyond their outliers",
          "training itself: feature learning, Adam, learning rates",
          "tied embeddings, quantised weights, mixtures of experts",
          "alignment of layers with labels, which needs labels and a Gram matrix a layer",
          "pretrained models in general: all laws speak of initialisation and are references here");

  private Coverage() {}
}
