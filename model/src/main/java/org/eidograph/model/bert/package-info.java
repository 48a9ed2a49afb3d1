/**
 * BERT and its kin (MiniLM, RoBERTa): encoders whose tokens see their whole text, normalised after
 * each sum, with learned positions.
 *
 * <pre>
 * x₀ = norm(word + type + position)
 * m  = norm(x + O·attention(Q·x, K·x, V·x))
 * y  = norm(m + DOWN·act(UP·m))
 * class logits = W·tanh(POOLER·y₀) + b,  y₀ at the text's first token
 * </pre>
 *
 * <p>Texts lie end to end without padding; only attention sees them as rows of one length, in which
 * short texts share a row and a mask keeps them apart. Training a block whose base is frozen goes
 * through a backward of its own.
 */
@NullMarked
package org.eidograph.model.bert;

import org.jspecify.annotations.NullMarked;
