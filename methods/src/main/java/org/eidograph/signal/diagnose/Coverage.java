// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

import java.util.ArrayList;
import java.util.List;

/** What the theory behind a diagnosis says nothing of; every result names it. */
final class Coverage {
  private static final List<String> ALWAYS =
      List.of(
          "softmax attention: its kernel has no closed form, so predictions take it for an"
              + " MLP (correlation) or for a plain average of what it sees (Jacobian)",
          "gains and shifts of norms far from 1 and 0",
          "trained, correlated weights, beyond their outliers",
          "training itself: feature learning, Adam, learning rates",
          "tied embeddings, quantised weights, mixtures of experts",
          "pretrained models in general: all laws speak of initialisation and are references here");

  private static final List<String> DECODERS =
      List.of("causal mixing of tokens and rotary positions");

  private static final List<String> ENCODERS =
      List.of(
          "norms behind the sums: the residual laws (Stable ResNet, pre-norm stacks) have none"
              + " there. Their correlation law is used with U = Σ ln(‖x + b‖²/‖x‖²), since a norm"
              + " changes no cosine, and the law of J with γ²/‖x + b‖² for each norm; what a norm"
              + " takes out along x and along ones, 2 of D directions, is left out",
          "gradients of a loss and alignment with labels: not measured, the texts have no classes;"
              + " ‖J‖ stands for the former. Pooler and head are not looked at");

  private Coverage() {}

  static List<String> of(ModelFacts.Norms norms) {
    List<String> all = new ArrayList<>(ALWAYS);
    all.addAll(1, norms == ModelFacts.Norms.AFTER_SUMS ? ENCODERS : DECODERS);
    return List.copyOf(all);
  }
}
