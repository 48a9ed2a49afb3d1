/**
 * An interpreter for the part of the Jinja language that chat templates of Hugging Face checkpoints
 * use, giving the same text as transformers gives.
 *
 * <p>The idea: {@link org.eidograph.model.chat.jinja.Lexer} cuts text from tags, {@link
 * org.eidograph.model.chat.jinja.Parser} builds immutable {@code Statement}s and {@code
 * Expression}s, and each of those evaluates itself against a {@code Scope}. Values are what Python
 * would hold: {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double}, {@code
 * Boolean}, {@code null}, and a few types of the language itself ({@code Undefined}, {@code
 * Namespace}, {@code Markup}, ...). They print as Python prints them. A {@code Budget} bounds steps,
 * nesting and output, so that no template hangs the program.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to compile and render a template</td><td>{@link org.eidograph.model.chat.jinja.JinjaTemplate}</td></tr>
 * <tr><td>to add a filter</td><td>{@code TextFilters}, {@code SequenceFilters}, {@code SelectionFilters}, {@code NumberFilters}</td></tr>
 * <tr><td>to add a method of str</td><td>{@code StringMethods}</td></tr>
 * </table>
 *
 * <p>It leaves out what chat templates cannot use (inheritance, include, import, autoescaping,
 * recursive loops) and says so by name and line. Values are never changed by a template: methods
 * such as {@code append} are refused, as in transformers' sandbox.
 */
@NullMarked
package org.eidograph.model.chat.jinja;

import org.jspecify.annotations.NullMarked;
