// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

/**
 * The lengths that fix every tensor's shape outside attention.
 *
 * @param hiddenSize width D of the residual stream
 * @param intermediateSize inner width of a feed-forward block
 * @param layers number of blocks
 * @param vocabularySize rows V of the embedding
 * @param maxPositions longest sequence the model was made for; a hard limit only where positions
 *     are a learned embedding
 */
public record ModelSizes(
    int hiddenSize, int intermediateSize, int layers, int vocabularySize, int maxPositions) {}
