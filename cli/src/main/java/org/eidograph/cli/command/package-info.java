/**
 * The commands that work on checkpoints: each parses its options into a library request, calls the
 * library and renders the record it returns.
 */
@NullMarked
package org.eidograph.cli.command;

import org.jspecify.annotations.NullMarked;
