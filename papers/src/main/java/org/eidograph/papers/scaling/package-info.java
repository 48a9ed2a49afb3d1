/** The claims of the papers on parametrization and width, and how each is tried. */
@NullMarked
package org.eidograph.papers.scaling;

import org.jspecify.annotations.NullMarked;
