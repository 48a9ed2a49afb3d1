/**
 * Loss and gradients of one batch: worker threads, micro-batches, activation checkpointing and the
 * cache of what frozen layers compute.
 */
@NullMarked
package org.eidograph.train.engine;

import org.jspecify.annotations.NullMarked;
