// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * Where a model leaves the theory's assumptions without being at fault, as trained models do.
 *
 * @param message what was measured
 * @param formula the assumption
 */
public record Remark(String message, String formula) {}
