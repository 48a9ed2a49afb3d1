/**
 * What the paper on layer alignment claims, measured on a task of our own: the definition on a toy
 * network, the balance of forward and backward loss, and the rise and fall in training.
 */
@NullMarked
package org.eidograph.signal.alignment.study;

import org.jspecify.annotations.NullMarked;
