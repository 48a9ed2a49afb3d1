/**
 * Training of whole models: from scratch or continued by the scaling rules of a plan, and
 * fine-tuning without an adapter.
 *
 * <p>{@link org.eidograph.pretrain.Pretrain#prepare} draws or loads the weights and reads the data,
 * {@link org.eidograph.pretrain.FullFineTune#prepare} loads a checkpoint and takes one learning
 * rate or the rules of a file; both then {@code run} and write a Hugging Face checkpoint. Weights,
 * moments and gradients are float32; matrix products may be bfloat16.
 *
 * <p>It leaves out the rules themselves ({@code org.eidograph.transfer}, {@code
 * org.eidograph.widen}), adapters ({@code org.eidograph.finetune}) and tokenizers ({@code
 * org.eidograph.model.tokenizer.bpe}).
 */
@NullMarked
package org.eidograph.pretrain;

import org.jspecify.annotations.NullMarked;
