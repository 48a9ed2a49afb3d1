// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

/**
 * The numbers of one attention layer.
 *
 * @param layer index of its block
 * @param heads query heads H
 * @param keyValueHeads key and value heads G, dividing H
 * @param headSize width d of a head
 * @param window how many tokens a token sees, itself included; 0 for all before it
 * @param scale multiplier of q·k
 */
public record AttentionShape(
    int layer, int heads, int keyValueHeads, int headSize, int window, double scale) {}
