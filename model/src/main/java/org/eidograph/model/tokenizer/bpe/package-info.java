/**
 * Tokenizers made from text: byte-pair vocabularies, written as {@code tokenizer.json}.
 *
 * <p>Nothing here tokenizes: the files are read by {@link org.eidograph.model.tokenizer.Tokenizers}
 * as any other checkpoint's are.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to count the words of texts</td><td>{@link
 *     org.eidograph.model.tokenizer.bpe.WordCounts}</td></tr>
 * <tr><td>a vocabulary from the counts</td><td>{@link
 *     org.eidograph.model.tokenizer.bpe.BytePairTrainer}</td></tr>
 * <tr><td>the files</td><td>{@link org.eidograph.model.tokenizer.bpe.TokenizerFiles}</td></tr>
 * </table>
 */
@NullMarked
package org.eidograph.model.tokenizer.bpe;

import org.jspecify.annotations.NullMarked;
