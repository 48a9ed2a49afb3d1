/**
 * Builds a model from a checkpoint directory: one class per family says which tensors it needs, by
 * Hugging Face name, and {@link org.eidograph.model.load.Weights} checks every name and shape
 * before any is used.
 */
@NullMarked
package org.eidograph.model.load;

import org.jspecify.annotations.NullMarked;
