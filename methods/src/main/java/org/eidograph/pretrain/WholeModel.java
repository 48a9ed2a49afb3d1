// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.model.CausalLm;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.Trainee;
import org.eidograph.transfer.PlainRule;

/** A model trained as a whole, saved as {@code model.safetensors}. */
public final class WholeModel implements Trainee {
  private final CausalLm model;
  private final List<RateGroup> groups;

  /**
   * Marks every parameter as trained.
   *
   * @param model float32
   * @param groups every parameter in one of them
   * @param computeType of the products of its linear modules, float32 or bfloat16
   */
  WholeModel(CausalLm model, List<RateGroup> groups, DType computeType) {
    this.model = model;
    this.groups = List.copyOf(groups);
    model.parameters().forEach(parameter -> parameter.train(true));
    model.linears().forEach(linear -> linear.computeIn(computeType));
  }

  /** A model that trains by the rules of a scaling plan, as pretraining takes them. */
  public static WholeModel of(CausalLm model, List<PlainRule> rules, DType computeType) {
    List<RatedPattern> patterns =
        rules.stream().map(rule -> RatedPattern.of(rule, UpdateChoice.PRETRAINING_ADAM)).toList();
    return new WholeModel(model, RatedPattern.groups(model, patterns), computeType);
  }

  @Override
  public CausalLm model() {
    return model;
  }

  @Override
  public List<RateGroup> groups() {
    return groups;
  }

  /** How many numbers training changes. */
  long size() {
    return model.parameters().stream().mapToLong(p -> p.value().numel()).sum();
  }

  @Override
  public void save(Path directory) {
    save(directory, DType.FLOAT32);
  }

  /** Writes the weights in a type of their own. */
  void save(Path directory, DType type) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      model.parameters().forEach(p -> tensors.put(p.name(), p.value().to(type)));
      SafetensorsWriter.write(directory.resolve(TensorSource.SINGLE), tensors);
    }
  }

  @Override
  public void restore(Path directory) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on();
        TensorSource stored = TensorSource.open(directory.resolve(TensorSource.SINGLE))) {
      model.parameters().forEach(p -> p.value().copyFromInPlace(stored.tensor(p.name())));
    }
  }
}
