// Licensed under the Apache License, Version 2.0.
package org.eidograph.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;

/**
 * Changes parameters by their gradients, group by group, each group by its {@link UpdateRule}.
 *
 * <p>Parameters are float32 and contiguous; they are changed in place. The optimizer owns its state
 * (float32, on the parameter's device) until {@link #close}.
 */
public final class Optimizer implements AutoCloseable {
  private final List<ParameterGroup> groups;
  private final List<GroupUpdate> updates;
  private final List<String> names;

  /**
   * Starts with an empty state.
   *
   * @throws IllegalArgumentException if a parameter is not float32 and contiguous, two share a
   *     name, or a rule cannot train a parameter
   */
  public Optimizer(List<ParameterGroup> groups) {
    this.groups = List.copyOf(groups);
    Set<String> all = new LinkedHashSet<>();
    groups.forEach(group -> group.parameters().forEach((name, p) -> require(name, p, all)));
    this.names = List.copyOf(all);
    this.updates = groups.stream().map(GroupUpdate::of).toList();
  }

  private static void require(String name, Tensor parameter, Set<String> all) {
    if (parameter.dtype() != DType.FLOAT32 || !parameter.raw.is_contiguous()) {
      throw new IllegalArgumentException(
          "an optimizer trains contiguous float32 parameters, got %s for %s"
              .formatted(parameter, name));
    }
    if (!all.add(name)) {
      throw new IllegalArgumentException("two parameters are named " + name);
    }
  }

  /** Names of all parameters, group after group: the order of {@link #step}'s gradients. */
  public List<String> names() {
    return names;
  }

  /**
   * One update.
   *
   * @param gradients float32, one per parameter in the order of {@link #names}; not changed
   * @param factor the schedule's value, multiplies every group's learning rate
   */
  public void step(List<Tensor> gradients, double factor) {
    if (gradients.size() != names.size()) {
      throw new IllegalArgumentException(
          "one gradient per parameter is needed: %s, got %s"
              .formatted(names.size(), gradients.size()));
    }
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      int from = 0;
      for (int g = 0; g < groups.size(); g++) {
        ParameterGroup group = groups.get(g);
        int to = from + group.parameters().size();
        if (to > from) {
          updates
              .get(g)
              .step(aligned(group, gradients.subList(from, to)), group.learningRate() * factor);
        }
        from = to;
      }
    }
  }

  private static List<Tensor> aligned(ParameterGroup group, List<Tensor> gradients) {
    List<Tensor> aligned = new ArrayList<>();
    for (Tensor parameter : group.parameters().values()) {
      aligned.add(aligned(parameter, gradients.get(aligned.size())));
    }
    return aligned;
  }

  /** The fused kernel walks raw memory, so a gradient must lie exactly as its parameter does. */
  private static Tensor aligned(Tensor parameter, Tensor gradient) {
    if (!gradient.raw.is_same_size(parameter.raw) || gradient.dtype() != DType.FLOAT32) {
      throw new IllegalArgumentException(
          "gradient must be like its parameter %s, got %s".formatted(parameter, gradient));
    }
    return gradient.raw.is_contiguous() ? gradient : gradient.contiguous();
  }

  /**
   * The state by name, for a checkpoint: {@code first_moment.NAME}, {@code second_moment.NAME} and
   * {@code step.NAME} of AdamW, {@code momentum.NAME} of the others. The tensors are the
   * optimizer's own and change with the next step.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> named = new LinkedHashMap<>();
    updates.forEach(update -> named.putAll(update.state()));
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
    updates.forEach(GroupUpdate::close);
  }
}
