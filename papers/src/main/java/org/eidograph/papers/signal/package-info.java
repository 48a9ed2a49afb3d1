/**
 * The claims of the papers on signal propagation and how each is tried; the measurements are
 * studies in {@code org.eidograph.signal.study}.
 */
@NullMarked
package org.eidograph.papers.signal;

import org.jspecify.annotations.NullMarked;
