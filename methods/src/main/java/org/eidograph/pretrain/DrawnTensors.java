// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.safetensors.TensorInfo;
import org.eidograph.torch.safetensors.TensorSource;
import org.eidograph.transfer.PlainRule;

/**
 * The start of a training from scratch: each tensor drawn from {@code N(mean, std²)} by its rule,
 * float32.
 *
 * <p>Each has a random stream of its own, so its numbers do not depend on which others there are.
 */
final class DrawnTensors implements TensorSource {
  private final Map<String, PlainRule> rules = new LinkedHashMap<>();
  private final long seed;

  /**
   * Draws nothing yet.
   *
   * @param patterns rules of all patterns
   * @param layers of the model
   * @param experts of a layer; 0 for a dense model
   */
  DrawnTensors(List<PlainRule> patterns, int layers, int experts, long seed) {
    this.seed = seed;
    for (PlainRule rule : patterns) {
      add(rule.tensor().pattern(), rule, layers, experts);
    }
  }

  /** The first index counts layers, the second experts. */
  private void add(String pattern, PlainRule rule, int count, int inner) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      rules.put(pattern, rule);
      return;
    }
    for (int index = 0; index < count; index++) {
      add(pattern.substring(0, star) + index + pattern.substring(star + 1), rule, inner, 0);
    }
  }

  @Override
  public Set<String> names() {
    return rules.keySet();
  }

  @Override
  public TensorInfo info(String name) {
    long[] shape = rule(name).tensor().storedShape();
    long numbers = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return new TensorInfo(DType.FLOAT32, shape, 0, numbers * DType.FLOAT32.bytes());
  }

  @Override
  public Tensor tensor(String name) {
    PlainRule rule = rule(name);
    long[] shape = rule.tensor().storedShape();
    double std = rule.rule().initStd();
    if (std == 0) {
      return Tensors.full(rule.mean(), DType.FLOAT32, Device.CPU, shape);
    }
    try (RandomSource random = RandomSource.of(seed, name)) {
      return Tensors.normal(random, shape).mulInPlace(std).add(rule.mean());
    }
  }

  private PlainRule rule(String name) {
    PlainRule rule = rules.get(name);
    if (rule == null) {
      throw new BadInputException(
          "no rule says how %s starts; known are %s".formatted(name, names()));
    }
    return rule;
  }

  @Override
  public Path file(String name) {
    return Path.of("drawn"); // for messages; it lies in no file
  }

  /** Nothing is kept that could be given back. */
  @Override
  public void release(String name) {}

  @Override
  public void close() {}
}
