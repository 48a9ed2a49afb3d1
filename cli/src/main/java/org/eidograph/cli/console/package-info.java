/**
 * What a user sees on the terminal: results on stdout as text or JSON, progress on stderr.
 *
 * <p>A command hands over one record. Its {@link org.eidograph.cli.console.Renderer} turns the
 * record into blocks of text; {@code --json} prints the record itself. No view holds anything that
 * the record does not.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to show a result</td><td>{@link org.eidograph.cli.console.Renderer}</td></tr>
 * <tr><td>key-value lines, a table</td><td>{@link org.eidograph.cli.console.Block}</td></tr>
 * <tr><td>a progress bar</td><td>{@link org.eidograph.cli.console.Console#progress}</td></tr>
 * </table>
 *
 * <p>It leaves out HTML, which the report draws, and option parsing.
 */
@NullMarked
package org.eidograph.cli.console;

import org.jspecify.annotations.NullMarked;
