// Licensed under the Apache License, Version 2.0.
package org.eidograph.placement;

import org.eidograph.model.ModuleType;

/**
 * How well all modules of a type are aligned with the samples.
 *
 * @param type of the modules
 * @param modules how many there are
 * @param score plain mean of their scores
 * @param lowest the lowest of them
 * @param highest the highest of them
 */
public record TypeScore(
    ModuleType type, int modules, double score, double lowest, double highest) {}
