/**
 * The claims of the papers on learning rates and widths, and how each is tried; the measurements
 * are studies of {@code org.eidograph.transfer} and {@code org.eidograph.widen}.
 */
@NullMarked
package org.eidograph.papers.scaling;

import org.jspecify.annotations.NullMarked;
