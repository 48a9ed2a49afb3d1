// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Parameter;
import org.eidograph.model.Pass;
import org.eidograph.model.SegmentedModel;
import org.eidograph.model.SequenceClassifier;
import org.eidograph.model.Sequences;
import org.eidograph.theory.scaling.OptimizerKind;
import org.eidograph.theory.scaling.WeightedClip;
import org.eidograph.theory.scaling.widening.WideningRule;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.widen.WidenedTensor;
import org.jspecify.annotations.Nullable;

/**
 * Trains every tensor of a float64 model by textbook optimizers, each tensor with settings of its
 * own: the other side of the widening rules.
 *
 * <p>It learns two short sequences by heart; nothing is random.
 */
public final class DoubleRun implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final int[] FIRST = {3, 9, 27, 18, 54, 35, 41, 5, 11, 60};
  private static final int[] SECOND = {7, 8, 50, 44, 13, 22};

  /**
   * What the source is trained with.
   *
   * @param decay coupled for SGD, decoupled otherwise
   * @param clip largest global norm
   * @param momentum of SGD and of orthogonalised steps
   */
  public record Settings(double rate, double epsilon, double decay, double clip, double momentum) {
    /** The same with momentum 0.9. */
    public Settings(double rate, double epsilon, double decay, double clip) {
      this(rate, epsilon, decay, clip, 0.9);
    }
  }

  /** What a tensor's settings are multiplied by, and how it counts in the clipped norm. */
  public record Factors(
      OptimizerKind kind, double rate, double epsilon, double decay, double clip) {
    /** The source's own settings. */
    public static Factors none(OptimizerKind kind) {
      return new Factors(kind, 1, 1, 1, 1);
    }

    /** Those of a widened tensor. */
    public static Factors of(OptimizerKind kind, WideningRule rule) {
      return new Factors(
          kind, rule.learningRate(), rule.epsilon(), rule.weightDecay(), rule.clipWeight());
    }
  }

  private final SegmentedModel model;
  private final Map<String, Tensor> first = new LinkedHashMap<>();
  private final Map<String, Tensor> second = new LinkedHashMap<>();
  private final Map<String, Factors> factors;
  private final Settings settings;
  private int steps;

  /**
   * Takes a model over and starts with no moments.
   *
   * @param model of float64 weights; closed with the run
   * @param factors of every tensor by its name in the model
   */
  public DoubleRun(SegmentedModel model, Settings settings, Map<String, Factors> factors) {
    this.model = model;
    this.settings = settings;
    this.factors = factors;
    for (Parameter parameter : model.parameters()) {
      parameter.train(true);
      try (Scope scope = Scope.open()) {
        first.put(parameter.name(), Tensors.zerosLike(parameter.value()).keep());
        second.put(parameter.name(), Tensors.zerosLike(parameter.value()).keep());
      }
    }
  }

  /** The model. */
  public SegmentedModel model() {
    return model;
  }

  /** First moment or momentum buffer of a tensor; the run's own. */
  public Tensor first(String name) {
    return require(first, name);
  }

  private static Tensor require(Map<String, Tensor> moments, String name) {
    return Objects.requireNonNull(moments.get(name), name);
  }

  /**
   * Goes on from another run of a narrower model: weights, moments and the count of steps.
   *
   * @param tensors how each tensor is widened, by its name in the models
   * @param rules what its value and moments are multiplied by, likewise
   */
  public void continueFrom(
      DoubleRun source, Map<String, WidenedTensor> tensors, Map<String, WideningRule> rules) {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      Map<String, Parameter> targets = new LinkedHashMap<>();
      model.parameters().forEach(p -> targets.put(p.name(), p));
      for (Parameter from : source.model.parameters()) {
        String name = from.name();
        WidenedTensor tensor = Objects.requireNonNull(tensors.get(name), name);
        WideningRule rule = Objects.requireNonNull(rules.get(name), name);
        Tensor value = Objects.requireNonNull(targets.get(name), name).value();
        value.copyFromInPlace(tensor.widen(from.value(), rule.value(), 1));
        first(name).copyFromInPlace(tensor.widen(source.first(name), rule.firstMoment(), -1));
        require(second, name)
            .copyFromInPlace(tensor.widen(require(source.second, name), rule.secondMoment(), -2));
      }
    }
    steps = source.steps;
  }

  /** Logits of two sequences, flat. */
  public double[] logits() {
    try (Scope scope = Scope.open();
        NoGrad off = NoGrad.on()) {
      return output(Pass.inference(sequences(), Device.CPU)).toDoubles();
    }
  }

  private static Sequences sequences() {
    return Sequences.of(List.of(FIRST, SECOND));
  }

  private Tensor output(Pass pass) {
    return model instanceof CausalLm causal
        ? causal.logits(pass)
        : ((SequenceClassifier) model).logits(pass);
  }

  /** Takes some steps. */
  public void train(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  private void step() {
    steps++;
    try (Scope scope = Scope.open()) {
      Pass pass = Pass.inference(sequences(), Device.CPU).recording();
      Tensor scores = output(pass).logSoftmax(1);
      long[] targets = new long[Math.toIntExact(scores.size(0))];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = (7L * i + 1) % scores.size(1);
      }
      scores.gather(1, Tensors.ofLongs(targets, targets.length, 1)).mean().neg().backward();
      Map<String, Tensor> gradients = new LinkedHashMap<>();
      pass.leaves().forEach((p, leaf) -> keep(gradients, p.name(), leaf.grad()));
      try (NoGrad off = NoGrad.on()) {
        double clip = clipFactor(gradients);
        for (Parameter parameter : model.parameters()) {
          Tensor gradient = gradients.get(parameter.name());
          update(
              parameter,
              gradient == null ? Tensors.zerosLike(parameter.value()) : gradient.mul(clip));
        }
      }
      pass.leaves().values().forEach(Tensor::close);
    }
  }

  private static void keep(Map<String, Tensor> gradients, String name, @Nullable Tensor gradient) {
    if (gradient != null) {
      gradients.put(name, gradient);
    }
  }

  private double clipFactor(Map<String, Tensor> gradients) {
    List<Double> norms = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    gradients.forEach(
        (name, gradient) -> {
          norms.add(Math.pow(gradient.norm().item(), 2));
          weights.add(factors(name).clip());
        });
    double norm = WeightedClip.norm(array(norms), array(weights));
    return Math.min(1, settings.clip() / norm);
  }

  private Factors factors(String name) {
    return Objects.requireNonNull(factors.get(name), name);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void update(Parameter parameter, Tensor gradient) {
    Factors own = factors(parameter.name());
    double rate = settings.rate() * own.rate();
    double decay = settings.decay() * own.decay();
    Tensor w = parameter.value();
    Tensor m = first(parameter.name());
    if (own.kind().orthogonalised()) {
      m.mulInPlace(settings.momentum()).addInPlace(gradient);
      w.mulInPlace(1 - rate * decay).addInPlace(orthogonalised(m), -rate);
    } else if (own.kind().degree() == 1) {
      m.mulInPlace(settings.momentum()).addInPlace(gradient.add(w.mul(decay)));
      w.addInPlace(m, -rate);
    } else {
      Tensor v = require(second, parameter.name());
      m.mulInPlace(BETA1).addInPlace(gradient, 1 - BETA1);
      v.mulInPlace(BETA2).addInPlace(gradient.pow(2), 1 - BETA2);
      Tensor root = v.mul(1 / (1 - Math.pow(BETA2, steps))).sqrt();
      Tensor down = root.add(settings.epsilon() * own.epsilon()).pow(-1);
      w.mulInPlace(1 - rate * decay);
      w.addInPlace(m.mul(down), -rate / (1 - Math.pow(BETA1, steps)));
    }
  }

  /** Newton–Schulz, {@code X ← 1.5·X − 0.5·X·Xᵀ·X}: odd in X, so it commutes with copying. */
  private static Tensor orthogonalised(Tensor momentum) {
    Tensor x = momentum.mul(1 / momentum.norm().item());
    for (int i = 0; i < 6; i++) {
      x = x.mul(1.5).sub(x.matmul(x.t()).matmul(x).mul(0.5));
    }
    return x;
  }

  @Override
  public void close() {
    first.values().forEach(Tensor::close);
    second.values().forEach(Tensor::close);
    model.close();
  }
}
