/**
 * Mixtral: Llama-like blocks whose feed-forward part is a sparse mixture of experts (Jiang et al.,
 * Mixtral of Experts, 2024, arXiv 2401.04088, section 2.1).
 *
 * <pre>
 * p = softmax(R·h) over all experts,   T = the k largest,   gₑ = pₑ/Σ_{T} p
 * y = Σ_{e in T} gₑ·DOWNₑ·(act(GATEₑ·h)∘UPₑ·h)
 * </pre>
 *
 * <p>Dictionary: w1 is GATE, w3 is UP, w2 is DOWN of an expert, {@code gate} the router R. Each
 * expert sees only the tokens that chose it, gathered into one matrix; an expert that none chose
 * does not run. The loss that keeps the experts' loads even in pretraining is left out.
 */
@NullMarked
package org.eidograph.model.mixtral;

import org.jspecify.annotations.NullMarked;
