/**
 * Conversations as the text that a checkpoint was trained on, and which stretches of it are the
 * model's own words.
 *
 * <p>The idea: a checkpoint ships a Jinja template; {@link org.eidograph.model.chat.ChatTemplate}
 * renders a list of {@link org.eidograph.model.chat.Message}s with it. For training it also finds
 * the range of each assistant turn, up to and including its end token: from the template's {@code
 * generation} blocks if it has them, otherwise by rendering the conversation with and without the
 * turn and by marking its content.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>a checkpoint's template, or one by name</td><td>{@link org.eidograph.model.chat.ChatTemplates}</td></tr>
 * <tr><td>text, or text with trained ranges</td><td>{@link org.eidograph.model.chat.ChatTemplate}</td></tr>
 * <tr><td>a turn</td><td>{@link org.eidograph.model.chat.Message}</td></tr>
 * <tr><td>a message or tool read from JSON</td><td>{@link org.eidograph.model.chat.JsonValues}</td></tr>
 * </table>
 *
 * <p>It leaves out tokens: offsets map ranges to labels where data is encoded.
 */
@NullMarked
package org.eidograph.model.chat;

import org.jspecify.annotations.NullMarked;
