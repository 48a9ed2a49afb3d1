/**
 * The claims of the four LoRA papers and how each is tried; the measurements are studies in {@code
 * org.eidograph.lora.study} and {@code org.eidograph.placement.study}.
 */
@NullMarked
package org.eidograph.papers.lora;

import org.jspecify.annotations.NullMarked;
