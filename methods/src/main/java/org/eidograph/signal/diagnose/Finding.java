// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * A fault with its place, its figure and what to do.
 *
 * @param fault which
 * @param block where it begins, counted from 0; −1 for the model as a whole
 * @param place module or blocks in words
 * @param message what was measured
 * @param formula the rule with its limit
 * @param advice what to do
 */
public record Finding(
    Fault fault, int block, String place, String message, String formula, String advice) {}
