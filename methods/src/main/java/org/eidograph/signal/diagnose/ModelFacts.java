// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * The model that was looked at.
 *
 * @param family {@code model_type}
 * @param blocks L
 * @param width D of the residual stream
 * @param activation of the MLP
 * @param gated whether the MLP multiplies it by a second factor
 * @param fresh whether the weights look freshly drawn: nine of ten hidden matrices have their norm
 *     within 10 % of the bulk edge
 */
public record ModelFacts(
    String family, int blocks, int width, String activation, boolean gated, boolean fresh) {}
