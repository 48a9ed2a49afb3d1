/**
 * The papers on signal propagation and kernels: their claims, and the experiments that try them.
 */
@NullMarked
package org.eidograph.papers.signal;

import org.jspecify.annotations.NullMarked;
