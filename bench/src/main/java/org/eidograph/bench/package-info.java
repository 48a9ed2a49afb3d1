/**
 * Our side of the comparisons in {@code bench/}: each class takes the same arguments as the peer's
 * script beside it and prints the same JSON object. Nothing here is shipped.
 */
@NullMarked
package org.eidograph.bench;

import org.jspecify.annotations.NullMarked;
