/**
 * The command {@code eido}: it reads options, calls the library and shows the result.
 *
 * <p>A command is one class: picocli annotations, an {@link org.eidograph.cli.Output} mixin to
 * print, a {@link org.eidograph.cli.config.ConfigOptions} mixin if it has settings. It throws an
 * {@link org.eidograph.base.EidographException} for a user's mistake; one place turns that into a
 * message on stderr and an exit code.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to add a command</td><td>{@link org.eidograph.cli.Eido}, its {@code subcommands}</td></tr>
 * <tr><td>to print a record as text or JSON</td><td>{@link org.eidograph.cli.Output}</td></tr>
 * <tr><td>to end a long run well on Ctrl-C</td><td>{@link org.eidograph.cli.Interruption}</td></tr>
 * </table>
 *
 * <p>It leaves out maths and training loops, and it loads no native code before a command needs it.
 */
@NullMarked
package org.eidograph.cli;

import org.jspecify.annotations.NullMarked;
