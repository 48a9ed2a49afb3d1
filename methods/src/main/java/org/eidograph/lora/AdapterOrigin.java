// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import org.jspecify.annotations.Nullable;

/**
 * Where an adapter's base comes from, as its file says.
 *
 * @param base a directory or a repository's name
 * @param revision of the repository, or null
 */
public record AdapterOrigin(String base, @Nullable String revision) {
  /** A base without a revision. */
  public static AdapterOrigin of(String base) {
    return new AdapterOrigin(base, null);
  }
}
