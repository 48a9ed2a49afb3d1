// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.cli.Output;
import org.eidograph.lora.AdaptedClassifier;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.model.CausalLm;
import org.eidograph.model.SequenceClassifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: a base with an adapter applied to it, if one is named. */
final class AdapterOptions {
  @Mixin private ModelOptions model;

  @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT directory to apply")
  private @Nullable Path adapter;

  @Mixin private LenientOption reading;

  ModelOptions base() {
    return model;
  }

  /** Loads; warnings go to stderr, and the caller closes the model. */
  CausalLm load(Output output) {
    CausalLm loaded = model.load();
    try {
      if (adapter != null) {
        AdapterFiles.read(adapter, loaded, reading.lenient()).warnings().forEach(output::note);
      }
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Loads a classifier; warnings go to stderr, and the caller closes it. */
  SequenceClassifier loadClassifier(Output output) {
    if (adapter == null) {
      return SequenceClassifier.load(model.directory(), model.type(), model.device());
    }
    AdaptedClassifier.Loaded loaded =
        AdaptedClassifier.load(
            model.directory(), adapter, model.type(), model.device(), reading.lenient());
    loaded.adapter().warnings().forEach(output::note);
    return loaded.model();
  }
}
