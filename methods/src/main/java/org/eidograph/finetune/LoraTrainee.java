// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.Json;
import org.eidograph.lora.AdapterFiles;
import org.eidograph.lora.AdapterOrigin;
import org.eidograph.lora.LearningRateGroups;
import org.eidograph.lora.LoraModel;
import org.eidograph.model.Parameter;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.Trainee;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An adapted model as the training loop sees it: groups with rates, saved as a PEFT directory. */
record LoraTrainee(LoraModel lora, LearningRateGroups rates, AdapterOrigin origin)
    implements Trainee {
  @Override
  public SegmentedModel model() {
    return lora.base();
  }

  @Override
  public List<RateGroup> groups() {
    return rates.groups().stream()
        .map(g -> RateGroup.adamW(g.name(), g.parameters(), g.learningRate(), g.weightDecay()))
        .toList();
  }

  @Override
  public void save(Path directory) {
    AdapterFiles.writeState(directory, lora, origin);
  }

  /** Writes the adapter as others are to read it, with the rates it was trained with. */
  void saveResult(Path directory, DType type) {
    ObjectNode notes = Json.object();
    ObjectNode peaks = notes.putObject("learning_rates");
    rates.groups().forEach(group -> peaks.put(group.name(), group.learningRate()));
    if (lora.base() instanceof SequenceClassifier classifier) {
      ArrayNode labels = notes.putArray(AdapterFiles.LABELS);
      classifier.labels().forEach(labels::add);
    }
    AdapterFiles.write(directory, lora, origin, type, notes);
  }

  @Override
  public void restore(Path directory) {
    Map<String, Parameter> own = new LinkedHashMap<>(lora.tensors());
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on();
        TensorSource stored = TensorSource.open(directory.resolve(AdapterFiles.TENSORS))) {
      own.forEach((name, parameter) -> parameter.value().copyFromInPlace(stored.tensor(name)));
    }
  }
}
