/**
 * GPT-2: pre-norm blocks with learned positions, one matrix for query, key and value, and weights
 * stored transposed (in, out).
 *
 * <pre>
 * x₂ = x  + C_PROJ·attention(C_ATTN·ln₁(x))
 * y  = x₂ + C_PROJ·act(C_FC·ln₂(x₂))
 * </pre>
 */
@NullMarked
package org.eidograph.model.gpt2;

import org.jspecify.annotations.NullMarked;
