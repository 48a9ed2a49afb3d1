// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer;

/**
 * How training of the target starts, beyond the standard deviations of the rules.
 *
 * @param zeroReadout whether an untied head starts at zero, which removes the transient of its
 *     random start
 * @param zeroQuery whether query projections start at zero, likewise
 * @param keyValueAsReadout whether projections to a fixed number of key and value heads start as a
 *     readout does
 * @param decayVectors whether biases and norms are decayed; as a rule they are not
 * @param fromCheckpoint whether training goes on from weights that were not trained by these rules
 */
public record TransferStart(
    boolean zeroReadout,
    boolean zeroQuery,
    boolean keyValueAsReadout,
    boolean decayVectors,
    boolean fromCheckpoint) {
  /** None of them. */
  public static final TransferStart USUAL = new TransferStart(false, false, false, false, false);
}
