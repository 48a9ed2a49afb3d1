/**
 * The Llama-like family: pre-norm blocks with rotary grouped-query attention and a gated MLP
 * (Llama, Mistral with its sliding window, Qwen2 with biases on q, k and v, Qwen3 with norms on q
 * and k), as one block with switches.
 *
 * <pre>
 * x₂ = x  + O·attention(rotate(Q·h), rotate(K·h), V·h)     h  = rms(x)
 * y  = x₂ + DOWN·(act(GATE·h₂) ∘ UP·h₂)                     h₂ = rms(x₂)
 * </pre>
 *
 * <p>{@link org.eidograph.model.llama.LlamaBlock} states it once for autograd; {@link
 * org.eidograph.model.llama.LlamaTape} is its hand-written backward for training on a CPU, which
 * saves less and casts less. The first is the second's test.
 */
@NullMarked
package org.eidograph.model.llama;

import org.jspecify.annotations.NullMarked;
