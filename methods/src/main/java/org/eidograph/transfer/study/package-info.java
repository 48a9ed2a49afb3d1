/**
 * Transfer of learning rates over widths, measured: deep linear networks after one step and after
 * several, small ReLU networks after sixty.
 *
 * <p>Hayou, A Proof of Learning Rate Transfer under muP (2025, arXiv 2511.01734). Each study
 * returns plain values: best rates, slopes with their error over seeds, and the numbers of its
 * claims by their ids. The ReLU networks are ours, not the paper's.
 */
@NullMarked
package org.eidograph.transfer.study;

import org.jspecify.annotations.NullMarked;
