/**
 * What all studies share: a number with its error over seeds, how much to run, and a text.
 *
 * <p>A study measures a claim of a paper on a task of our own and returns plain values; whether the
 * claim holds is judged by the paper's entry in the registry, not here.
 */
@NullMarked
package org.eidograph.study;

import org.jspecify.annotations.NullMarked;
