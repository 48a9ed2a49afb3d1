// Licensed under the Apache License, Version 2.0.
package org.eidograph.widen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Trains every tensor of a float64 model by textbook optimizers, each tensor with settings of its
 * own: the other side of the widening rules.
 */
final class DoubleRun implements AutoCloseable {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final double MOMENTUM = 0.9;
  private static final int[] FIRST = {3, 9, 27, 18, 54, 35, 41, 5, 11, 60};
  private static final int[] SECOND = {7, 8, 50, 44, 13, 22};

  /** What the source is trained with; decay is coupled for SGD, decoupled otherwise. */
  record Settings(double rate, double epsilon, double decay, double clip) {}

  /** What a tensor's settings are multiplied by, and how it counts in the clipped norm. */
  record Factors(OptimizerKind kind, double rate, double epsilon, double decay, double clip) {
    static Factors none(OptimizerKind kind) {
      return new Factors(kind, 1, 1, 1, 1);
    }

    static Factors of(OptimizerKind kind, WideningRule rule) {
      return new Factors(
          kind, rule.learningRate(), rule.epsilon(), rule.weightDecay(), rule.clipWeight());
    }
  }

  final SegmentedModel model;
  final Map<String, Tensor> first = new LinkedHashMap<>();
  final Map<String, Tensor> second = new LinkedHashMap<>();
  private final Map<String, Factors> factors;
  private final Settings settings;
  private int steps;

  DoubleRun(SegmentedModel model, Settings settings, Map<String, Factors> factors) {
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

  /** Takes over where another run stands. */
  void continueFrom(int stepsDone) {
    steps = stepsDone;
  }

  int steps() {
    return steps;
  }

  /** Logits of two sequences, flat. */
  double[] logits() {
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

  void train(int count) {
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
      pass.leaves().forEach((p, leaf) -> gradients.put(p.name(), leaf.grad()));
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

  private double clipFactor(Map<String, Tensor> gradients) {
    List<Double> norms = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    gradients.forEach(
        (name, gradient) -> {
          norms.add(Math.pow(gradient.norm().item(), 2));
          weights.add(factors.get(name).clip());
        });
    double norm = WeightedClip.norm(array(norms), array(weights));
    return Math.min(1, settings.clip() / norm);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void update(Parameter parameter, Tensor gradient) {
    Factors own = factors.get(parameter.name());
    double rate = settings.rate() * own.rate();
    double decay = settings.decay() * own.decay();
    Tensor w = parameter.value();
    Tensor m = first.get(parameter.name());
    if (own.kind().orthogonalised()) {
      m.mulInPlace(MOMENTUM).addInPlace(gradient);
      w.mulInPlace(1 - rate * decay).addInPlace(orthogonalised(m), -rate);
    } else if (own.kind().degree() == 1) {
      m.mulInPlace(MOMENTUM).addInPlace(gradient.add(w.mul(decay)));
      w.addInPlace(m, -rate);
    } else {
      Tensor v = second.get(parameter.name());
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
