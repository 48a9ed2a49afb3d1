// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.TensorRule;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.UpdateRule;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.train.Trainee;
import org.eidograph.transfer.PlainRule;

/** A model trained as a whole: one group for each rule, saved as {@code model.safetensors}. */
public final class WholeModel implements Trainee {
  private static final double SGD_MOMENTUM = 0.9;
  // as language models are trained: gradients of rare tokens are forgotten sooner than by 0.999
  private static final UpdateRule.AdamW ADAM = new UpdateRule.AdamW(0.9, 0.95, 1e-8);

  private final CausalLm model;
  private final List<RateGroup> groups;

  /**
   * Marks every parameter as trained.
   *
   * @param computeType of the products of its linear modules, float32 or bfloat16
   */
  public WholeModel(CausalLm model, List<PlainRule> rules, DType computeType) {
    this.model = model;
    model.parameters().forEach(parameter -> parameter.train(true));
    model.linears().forEach(linear -> linear.computeIn(computeType));
    Map<String, Parameter> open = new LinkedHashMap<>();
    model.parameters().forEach(parameter -> open.put(parameter.name(), parameter));
    List<RateGroup> all = new ArrayList<>();
    for (PlainRule rule : rules) {
      all.add(group(rule, taken(open, rule.tensor().pattern())));
    }
    if (!open.isEmpty()) {
      throw new IllegalStateException("no rule covers " + open.keySet());
    }
    this.groups = List.copyOf(all);
  }

  private static List<Parameter> taken(Map<String, Parameter> open, String pattern) {
    String regex = pattern.replace(".", "\\.").replace("*", "[0-9]+");
    List<Parameter> found =
        open.values().stream().filter(parameter -> parameter.name().matches(regex)).toList();
    found.forEach(parameter -> open.remove(parameter.name()));
    return found;
  }

  private static RateGroup group(PlainRule plain, List<Parameter> parameters) {
    TensorRule rule = plain.rule();
    return new RateGroup(
        plain.tensor().pattern(),
        parameters,
        rule.learningRate(),
        rule.weightDecay(),
        updateRule(plain.optimizer(), rule.epsilon()),
        rule.clipWeight());
  }

  /**
   * How an optimizer of the plan makes its steps.
   *
   * @param epsilon of Adam; ignored by the others
   */
  public static UpdateRule updateRule(OptimizerKind optimizer, double epsilon) {
    if (optimizer.orthogonalised()) {
      return UpdateRule.Muon.DEFAULT;
    }
    return optimizer.degree() == 1 ? new UpdateRule.Sgd(SGD_MOMENTUM) : ADAM.withEpsilon(epsilon);
  }

  @Override
  public CausalLm model() {
    return model;
  }

  @Override
  public List<RateGroup> groups() {
    return groups;
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
