/**
 * Text to token ids and back, as the checkpoint's own tokenizer does it.
 *
 * <p>A fine-tuned model reads ids, not text, so that every byte of difference in tokenization is a
 * difference in what it sees: the native library that made the files also reads them. Positions are
 * given in UTF-16 indices, fit for {@code String.substring}.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a checkpoint's tokenizer</td><td>{@link
 *     org.eidograph.model.tokenizer.Tokenizers#open}</td></tr>
 * <tr><td>ids and text</td><td>{@link org.eidograph.model.tokenizer.Tokenizer}</td></tr>
 * <tr><td>to be sure model and tokenizer belong together</td><td>{@link
 *     org.eidograph.model.tokenizer.Tokenizers#requireFits}</td></tr>
 * </table>
 *
 * <p>It leaves out chat templates ({@code org.eidograph.model.chat}) and batching; tokenizers are
 * made from text in {@code org.eidograph.model.tokenizer.bpe}.
 */
@NullMarked
package org.eidograph.model.tokenizer;

import org.jspecify.annotations.NullMarked;
