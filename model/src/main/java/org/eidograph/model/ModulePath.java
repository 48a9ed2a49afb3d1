// Licensed under the Apache License, Version 2.0.
package org.eidograph.model;

/**
 * Where a module sits.
 *
 * @param path dotted Hugging Face path, for example {@code model.layers.0.self_attn.q_proj}
 * @param type its place in a transformer
 * @param layer index of its block, or −1 outside the blocks
 */
public record ModulePath(String path, ModuleType type, int layer) {
  /** A module outside the blocks. */
  public static ModulePath outside(String path, ModuleType type) {
    return new ModulePath(path, type, -1);
  }

  /** The last segment of the path, for example {@code q_proj}. */
  public String lastName() {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
