/**
 * The commands of {@code eido signal}: each reads its options, asks {@code theory} or {@code
 * methods}, and shows the record that comes back.
 */
@NullMarked
package org.eidograph.cli.command.signal;

import org.jspecify.annotations.NullMarked;
