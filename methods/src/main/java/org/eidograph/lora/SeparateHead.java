// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.Scope;

/**
 * An output projection parted from the embedding it is tied to, until {@link #close}.
 *
 * <p>Its parameter is its own, its memory is still the embedding's: whoever changes one of the two
 * replaces that parameter's tensor and leaves the other alone.
 */
final class SeparateHead implements AutoCloseable {
  private final SegmentedModel model;
  private final Parameter own;

  private SeparateHead(SegmentedModel model, Parameter own) {
    this.model = model;
    this.own = own;
  }

  /** Parts them; the model must be tied. */
  static SeparateHead of(SegmentedModel model) {
    Linear head = model.head();
    try (Scope scope = Scope.open()) {
      Parameter own =
          new Parameter(
              head.path().path() + ".weight",
              ParameterRole.READOUT,
              head.path(),
              model.embedding().table().value().detach().keep());
      head.useWeight(own);
      return new SeparateHead(model, own);
    }
  }

  /** Ties them again. */
  @Override
  public void close() {
    model.head().useWeight(model.embedding().table());
    own.close();
  }
}
