/**
 * What every module shares and nothing more: the error family with its exit codes, the plain result
 * records that only the command line draws, and file writing that never leaves half a file behind.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>to refuse a user's input</td><td>{@link org.eidograph.base.BadInputException}</td></tr>
 * <tr><td>to return something drawable</td><td>{@link org.eidograph.base.Figure}, {@link org.eidograph.base.Table}</td></tr>
 * <tr><td>to write a file that appears whole or not at all</td><td>{@link org.eidograph.base.AtomicFiles}</td></tr>
 * <tr><td>to read or write JSON strictly</td><td>{@link org.eidograph.base.Json}</td></tr>
 * <tr><td>the word a user meant</td><td>{@link org.eidograph.base.NearestKey}</td></tr>
 * </table>
 *
 * <p>It leaves out anything numerical: formulas live in {@code theory}, tensors in {@code torch}.
 */
@NullMarked
package org.eidograph.base;

import org.jspecify.annotations.NullMarked;
