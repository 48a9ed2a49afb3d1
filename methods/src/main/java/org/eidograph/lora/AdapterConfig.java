// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code adapter_config.json} says.
 *
 * @param spec the adapters; its start and seed are not in the file
 * @param targetsGiven whether the file names targets; if not, its tensors do
 * @param base {@code base_model_name_or_path}, or null
 * @param revision of the base, or null
 * @param fanInFanOut whether adapted weights are stored as (in, out), as GPT-2's are
 * @param warnings what was ignored, one sentence each
 */
public record AdapterConfig(
    LoraSpec spec,
    boolean targetsGiven,
    @Nullable String base,
    @Nullable String revision,
    boolean fanInFanOut,
    List<String> warnings) {
  /** The file's name. */
  public static final String FILE = "adapter_config.json";

  public AdapterConfig {
    warnings = List.copyOf(warnings);
  }

  AdapterConfig with(LoraSpec other, String warning) {
    List<String> all = new ArrayList<>(warnings);
    all.add(warning);
    return new AdapterConfig(other, targetsGiven, base, revision, fanInFanOut, all);
  }

  AdapterConfig withTargets(Targets targets) {
    Placement old = spec.placement();
    Placement placement = new Placement(targets, old.exclude(), old.layers(), old.layersPattern());
    return new AdapterConfig(
        spec.with(b -> b.placement(placement)), true, base, revision, fanInFanOut, warnings);
  }
}
