/**
 * The papers behind the methods, and their claims run anew.
 *
 * <p>A claim, its expected value and its tolerance stand here before it is first measured and are
 * not changed to fit; a claim that fails stays listed as failed. {@link
 * org.eidograph.papers.Reproductions#FIRST_SEED} is a seed on which none of the studies was tried
 * while its claims were written. The experiments are small ones of our own with the papers'
 * setting, not the papers' runs on large models.
 *
 * <table>
 * <caption>You want, take</caption>
 * <tr><td>the list, one paper by its id</td><td>{@link org.eidograph.papers.Papers}</td></tr>
 * <tr><td>what a paper claims and how it is tried</td><td>{@link
 *     org.eidograph.papers.Reproductions}</td></tr>
 * <tr><td>to run it</td><td>{@link org.eidograph.papers.Reproduction#run}</td></tr>
 * </table>
 *
 * <p>To add one: its measurements as a study in the method's package; a class with claims and
 * figures; its line in {@code Reproductions}; the row's state in {@code papers.json}. It leaves out
 * the mathematics and the drawing.
 */
@NullMarked
package org.eidograph.papers;

import org.jspecify.annotations.NullMarked;
