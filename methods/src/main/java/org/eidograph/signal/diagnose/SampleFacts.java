// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.diagnose;

/**
 * What it was looked at with.
 *
 * @param source of the texts, in words
 * @param texts how many
 * @param tokens of each
 * @param probes random vectors
 * @param iterations Lanczos steps
 * @param seed of probes and choice of texts
 */
public record SampleFacts(
    String source, int texts, int tokens, int probes, int iterations, long seed) {}
