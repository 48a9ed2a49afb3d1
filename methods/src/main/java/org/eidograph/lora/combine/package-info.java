/**
 * Several adapters of one base made into one, as PEFT's {@code add_weighted_adapter} does, and an
 * adapter of any kind turned into plain LoRA.
 */
@NullMarked
package org.eidograph.lora.combine;

import org.jspecify.annotations.NullMarked;
