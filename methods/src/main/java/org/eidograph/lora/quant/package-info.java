/**
 * Four-bit storage of frozen weights: NormalFloat values in blocks with their largest magnitude,
 * which is itself stored in eight bits (double quantisation), laid out as bitsandbytes does.
 *
 * <p>Paper: Dettmers, Pagnoni, Holtzman, Zettlemoyer, QLoRA (2023, arXiv 2305.14314).
 */
@NullMarked
package org.eidograph.lora.quant;

import org.jspecify.annotations.NullMarked;
