// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.ParameterRole;
import org.eidograph.model.bert.Pooler;
import org.eidograph.model.config.EncoderConfig;
import org.eidograph.model.config.EncoderFamily;
import org.eidograph.model.nn.Linear;
import org.jspecify.annotations.Nullable;

/**
 * Pooler and output projection of a classifier: stored ones where they serve, else drawn from N(0,
 * σ²) with zero biases, σ being the configuration's {@code initializer_range}.
 */
final class ClassifierHead {
  private final EncoderConfig config;
  private final Weights weights;
  private final @Nullable NewHead wanted;
  private final ModulePath dense;
  private final ModulePath output;
  private final List<String> notes = new ArrayList<>();

  ClassifierHead(EncoderConfig config, Weights weights, @Nullable NewHead wanted) {
    this.config = config;
    this.weights = weights;
    this.wanted = wanted;
    boolean bert = config.family() == EncoderFamily.BERT;
    this.dense =
        ModulePath.outside(bert ? "bert.pooler.dense" : "classifier.dense", ModuleType.POOLER);
    this.output = ModulePath.outside(bert ? "classifier" : "classifier.out_proj", ModuleType.HEAD);
  }

  /** What was made. */
  record Parts(Pooler pooler, Linear output, List<String> labels, List<String> notes) {
    Parts {
      labels = List.copyOf(labels);
      notes = List.copyOf(notes);
    }
  }

  Parts build() {
    List<String> labels = wanted == null ? config.labels() : wanted.labels();
    int width = config.hiddenSize();
    Linear pooler =
        wanted == null || weights.has(dense)
            ? stored(dense, ParameterRole.HIDDEN, width)
            : drawn(dense, ParameterRole.HIDDEN, width, wanted.seed());
    Linear classes =
        wanted == null || serves(labels)
            ? stored(output, ParameterRole.READOUT, labels.size())
            : drawn(output, ParameterRole.READOUT, labels.size(), wanted.seed());
    return new Parts(new Pooler(pooler), classes, labels, notes);
  }

  /** A head without its pooler belongs to another task, one for other labels to other data. */
  private boolean serves(List<String> labels) {
    return weights.has(output) && weights.has(dense) && config.labels().equals(labels);
  }

  /** Whether a stored tensor belongs to a head that was drawn anew. */
  boolean leavesAside(String name) {
    return wanted != null && name.startsWith(output.path() + ".");
  }

  private Linear stored(ModulePath path, ParameterRole role, int outputs) {
    return new Linear(
        path,
        weights.matrix(path, role, outputs, config.hiddenSize()),
        weights.vector(path, "bias", outputs),
        false);
  }

  private Linear drawn(ModulePath path, ParameterRole role, int outputs, long seed) {
    double deviation = config.initializerRange();
    Parameter weight = weights.normal(path, role, deviation, seed, outputs, config.hiddenSize());
    notes.add(
        String.format(
            Locale.ROOT,
            "%s (%d, %d) %s; it was drawn from N(0, %s²) with seed %d and must be trained",
            path.path(),
            outputs,
            config.hiddenSize(),
            weights.has(path)
                ? "in the checkpoint is for %d other labels".formatted(config.labels().size())
                : "is not in the checkpoint",
            deviation,
            seed));
    return new Linear(path, weight, weights.zeros(path, "bias", outputs), false);
  }
}
