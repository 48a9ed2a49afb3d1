/**
 * Training of whole models, from scratch or continued, by the scaling rules of a plan.
 *
 * <p>{@link org.eidograph.pretrain.Pretrain#prepare} draws or loads the weights and reads the data;
 * {@link org.eidograph.pretrain.Pretrain#run} trains and writes a Hugging Face checkpoint with the
 * plan beside it. Weights, moments and gradients are float32; matrix products may be bfloat16.
 *
 * <p>It leaves out the rules themselves ({@code org.eidograph.transfer}) and tokenizers ({@code
 * org.eidograph.model.tokenizer.bpe}).
 */
@NullMarked
package org.eidograph.pretrain;

import org.jspecify.annotations.NullMarked;
