// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;

/**
 * Adam with decoupled weight decay, one fused kernel call per parameter group.
 *
 * <p>For each parameter {@code w} with gradient {@code g}, step count {@code t} and rate {@code η}
 * = group rate × factor:
 *
 * <pre>
 * w ← w·(1 − η·decay)
 * m ← β₁·m + (1 − β₁)·g          v ← β₂·v + (1 − β₂)·g²
 * w ← w − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>(Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2.) Parameters
 * are float32 and contiguous; they are changed in place. The optimizer owns its state (m, v and t,
 * float32, on the parameter's device) until {@link #close}.
 */
public final class AdamW implements AutoCloseable {
  private static final String FIRST = "first_moment.";
  private static final String SECOND = "second_moment.";
  private static final String STEP = "step.";

  private final Settings settings;
  private final List<ParameterGroup> groups;
  private final Map<String, State> states = new LinkedHashMap<>();

  /**
   * Constants shared by all groups.
   *
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the root of the second moment; positive
   */
  public record Settings(double beta1, double beta2, double epsilon) {
    /** The usual 0.9, 0.999 and 1e-8. */
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8);

    public Settings {
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
        throw new IllegalArgumentException(
            "AdamW needs betas in [0, 1) and a positive epsilon, got %s, %s and %s"
                .formatted(beta1, beta2, epsilon));
      }
    }
  }

  private record State(Tensor parameter, Tensor first, Tensor second, Tensor step) {}

  /**
   * Starts with zero moments.
   *
   * @throws IllegalArgumentException if a parameter is not float32 and contiguous, or two share a
   *     name
   */
  public AdamW(List<ParameterGroup> groups, Settings settings) {
    this.groups = List.copyOf(groups);
    this.settings = settings;
    for (ParameterGroup group : groups) {
      group.parameters().forEach(this::add);
    }
  }

  private void add(String name, Tensor parameter) {
    if (parameter.dtype() != DType.FLOAT32 || !parameter.raw.is_contiguous()) {
      throw new IllegalArgumentException(
          "AdamW trains contiguous float32 parameters, got %s for %s".formatted(parameter, name));
    }
    if (states.containsKey(name)) {
      throw new IllegalArgumentException("two parameters are named " + name);
    }
    try (Scope scope = Scope.open()) {
      states.put(
          name,
          new State(
              parameter,
              Tensors.zeros(DType.FLOAT32, parameter.device(), parameter.shape()).keep(),
              Tensors.zeros(DType.FLOAT32, parameter.device(), parameter.shape()).keep(),
              Tensors.zeros(DType.FLOAT32, parameter.device()).keep()));
    }
  }

  /** Names of all parameters, group after group: the order of {@link #step}'s gradients. */
  public List<String> names() {
    return List.copyOf(states.keySet());
  }

  /**
   * One update.
   *
   * @param gradients float32, one per parameter in the order of {@link #names}; not changed
   * @param factor the schedule's value, multiplies every group's learning rate
   */
  public void step(List<Tensor> gradients, double factor) {
    if (gradients.size() != states.size()) {
      throw new IllegalArgumentException(
          "one gradient per parameter is needed: %s, got %s"
              .formatted(states.size(), gradients.size()));
    }
    int from = 0;
    for (ParameterGroup group : groups) {
      int to = from + group.parameters().size();
      if (to > from) {
        update(group, gradients.subList(from, to), factor);
      }
      from = to;
    }
  }

  private void update(ParameterGroup group, List<Tensor> gradients, double factor) {
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      List<State> own = group.parameters().keySet().stream().map(this::state).toList();
      List<Tensor> aligned = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        aligned.add(aligned(own.get(i).parameter, gradients.get(i)));
      }
      Dispatch.fusedAdamW(
          new Dispatch.AdamWTensors(
              own.stream().map(State::parameter).toList(),
              aligned,
              own.stream().map(State::first).toList(),
              own.stream().map(State::second).toList(),
              own.stream().map(State::step).toList()),
          group.learningRate() * factor,
          new Dispatch.AdamWSettings(
              settings.beta1, settings.beta2, settings.epsilon, group.weightDecay()));
    }
  }

  /** The fused kernel walks raw memory, so a gradient must lie exactly as its parameter does. */
  private static Tensor aligned(Tensor parameter, Tensor gradient) {
    if (!java.util.Arrays.equals(parameter.shape(), gradient.shape())
        || gradient.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "gradient must be like its parameter %s, got %s".formatted(parameter, gradient));
    }
    return gradient.contiguous();
  }

  private State state(String name) {
    State state = states.get(name);
    if (state == null) {
      throw new IllegalArgumentException("no parameter is named " + name);
    }
    return state;
  }

  /**
   * The state by name, for a checkpoint: {@code first_moment.NAME}, {@code second_moment.NAME} and
   * {@code step.NAME}. The tensors are the optimizer's own and change with the next step.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    states.forEach(
        (name, state) -> {
          named.put(FIRST + name, state.first);
          named.put(SECOND + name, state.second);
          named.put(STEP + name, state.step);
        });
    return named;
  }

  /**
   * Copies a stored state in; continuing from it equals never having stopped.
   *
   * @throws BadInputException if names or shapes are not those of {@link #state}; nothing is
   *     changed then
   */
  public void restore(Map<String, Tensor> stored) {
    Map<String, Tensor> own = state();
    requireSameNames(own.keySet(), stored.keySet());
    own.forEach((name, tensor) -> requireSameForm(name, tensor, stored));
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      own.forEach((name, tensor) -> tensor.copyFromInPlace(stored.getOrDefault(name, tensor)));
    }
  }

  private static void requireSameNames(Set<String> own, Set<String> stored) {
    for (String name : own) {
      if (!stored.contains(name)) {
        throw new BadInputException(
            "the optimizer state lacks %s; resume with the run's own configuration"
                .formatted(name));
      }
    }
    for (String name : stored) {
      if (!own.contains(name)) {
        throw new BadInputException(
            "the optimizer state holds %s, which this run does not train; resume with the run's own configuration"
                .formatted(name));
      }
    }
  }

  private static void requireSameForm(String name, Tensor own, Map<String, Tensor> stored) {
    Tensor other = stored.getOrDefault(name, own);
    if (other.dtype() != own.dtype() || !java.util.Arrays.equals(other.shape(), own.shape())) {
      throw new BadInputException(
          "the optimizer state %s must be %s, got %s; resume with the run's own configuration"
              .formatted(name, own, other));
    }
  }

  @Override
  public void close() {
    for (State state : states.values()) {
      state.first.close();
      state.second.close();
      state.step.close();
    }
  }
}
