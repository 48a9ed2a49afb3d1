/**
 * The building blocks that all families share: linear modules with an optional low-rank delta,
 * embeddings and norms, each a segment of a model or a part of one.
 */
@NullMarked
package org.eidograph.model.nn;

import org.jspecify.annotations.NullMarked;
