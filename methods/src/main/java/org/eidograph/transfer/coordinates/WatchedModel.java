// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.eidograph.model.CausalLm;
import org.eidograph.model.ModulePath;
import org.eidograph.model.ModuleType;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.Tap;
import org.eidograph.model.nn.AttentionShape;
import org.eidograph.model.nn.Segment;
import org.eidograph.pretrain.WholeModel;
import org.eidograph.theory.scaling.names.TensorKind;
import org.eidograph.theory.scaling.names.TensorPlace;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.DType;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.Trainee.RateGroup;
import org.eidograph.transfer.PlainRule;
import org.jspecify.annotations.Nullable;

/**
 * A language model on a batch. Of its blocks are shown the attention logits, and the residual
 * stream after attention and after the MLP.
 */
final class WatchedModel implements WatchedNetwork {
  private final CausalLm model;
  private final TokenBatch batch;
  private final IntFunction<@Nullable View> views;
  private final Optimizer optimizer;
  private final double finalGain;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /**
   * What is shown of a block.
   *
   * @param name its own
   * @param inside whether attention is shown, and not only what leaves the block
   */
  record View(String name, boolean inside) {}

  /**
   * Takes the model over.
   *
   * @param rules of all its tensors
   * @param views what is shown of a block, or null for nothing
   */
  WatchedModel(
      CausalLm model, List<PlainRule> rules, TokenBatch batch, IntFunction<@Nullable View> views) {
    this.model = model;
    this.batch = batch;
    this.views = views;
    this.finalGain = finalGain(rules);
    model.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
    List<ParameterGroup> groups = new ArrayList<>();
    for (RateGroup group : WholeModel.of(model, rules, DType.FLOAT32).groups()) {
      Map<String, Tensor> values = new LinkedHashMap<>();
      group.parameters().forEach(parameter -> values.put(parameter.name(), parameter.value()));
      groups.add(
          new ParameterGroup(
              group.name(), values, group.learningRate(), 0, PlainUpdate.of(group.rule())));
    }
    this.optimizer = new Optimizer(groups);
  }

  /**
   * With which the final norm starts. Where it is not 1, it carries the multiplier of a tied head's
   * logits and is no size of an activation.
   */
  private static double finalGain(List<PlainRule> rules) {
    return rules.stream()
        .filter(rule -> rule.tensor().place() == TensorPlace.FINAL_NORM)
        .filter(rule -> rule.tensor().kind() == TensorKind.GAIN)
        .mapToDouble(PlainRule::mean)
        .findFirst()
        .orElse(1);
  }

  @Override
  public void read(Observer observer) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Pass pass = Pass.inference(batch.sequences(), model.device());
      List<Segment> segments = model.segments();
      int last = segments.size() - 1;
      Tensor x = segments.get(0).forward(Tensors.empty(DType.FLOAT32, model.device(), 0), pass);
      observer.see("embedding", Watched.HIDDEN, x);
      for (int block = 0; block < last - 1; block++) {
        x = block(segments.get(block + 1), views.apply(block), x, observer);
      }
      x = segments.get(last).forward(x, pass);
      observer.see("final norm", Watched.HIDDEN, x.mul(1 / finalGain));
      observer.see("logits", Watched.LOGITS, model.head().forward(x, pass));
    }
  }

  private Tensor block(Segment segment, @Nullable View view, Tensor x, Observer observer) {
    Pass pass = Pass.inference(batch.sequences(), model.device());
    if (view != null && view.inside()) {
      pass = pass.watchedBy(new BlockTap(view.name(), x, observer));
    }
    Tensor y = segment.forward(x, pass);
    if (view != null) {
      observer.see(view.name() + " mlp", Watched.HIDDEN, y);
    }
    return y;
  }

  /** Shows what happens inside of one block. */
  private final class BlockTap implements Tap {
    private final String name;
    private final Tensor input;
    private final Observer observer;

    BlockTap(String name, Tensor input, Observer observer) {
      this.name = name;
      this.input = input;
      this.observer = observer;
    }

    @Override
    public void observe(ModulePath module, Tensor in, Tensor out) {
      if (module.type() == ModuleType.O) {
        observer.see(name + " attention", Watched.HIDDEN, input.add(out));
      }
    }

    @Override
    public void attend(AttentionShape shape, Tensor q, Tensor k) {
      observer.see(
          name + " attention logits",
          Watched.ATTENTION_LOGITS,
          AttentionLogits.of(shape, batch.sequences(), q, k));
    }
  }

  @Override
  public void step() {
    Pass pass = Pass.inference(batch.sequences(), model.device()).recording();
    try (Scope scope = Scope.open()) {
      Tensor loss = BatchLoss.of(model.logits(pass), batch.targets());
      List<Parameter> reached = List.copyOf(pass.leaves().keySet());
      List<Tensor> leaves = List.copyOf(pass.leaves().values());
      List<@Nullable Tensor> found = Autograd.gradientsOrNull(loss, leaves, Autograd.Mode.FREE);
      Map<String, Tensor> gradients = new LinkedHashMap<>();
      for (int i = 0; i < leaves.size(); i++) {
        Tensor gradient = found.get(i);
        if (gradient != null) {
          gradients.put(reached.get(i).name(), gradient);
        }
      }
      optimizer.step(
          optimizer.names().stream()
              .map(name -> gradients.computeIfAbsent(name, this::zeros))
              .toList(),
          1);
    } finally {
      pass.leaves().values().forEach(Tensor::close);
    }
  }

  /** The gradient of what no token reached, such as an expert that none was sent to. */
  private Tensor zeros(String name) {
    return Tensors.zerosLike(Objects.requireNonNull(parameters.get(name)).value());
  }

  @Override
  public void close() {
    optimizer.close();
    model.close();
  }
}
