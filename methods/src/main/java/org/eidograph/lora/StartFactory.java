// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.util.Locale;
import org.eidograph.base.UsageException;
import org.eidograph.lora.init.Factors;
import org.eidograph.lora.init.QuantisedStart;
import org.eidograph.lora.init.WeightStarts;
import org.eidograph.lora.quant.Nf4Store;
import org.eidograph.model.nn.Linear;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/** The factors that linear modules start with, each from a random stream of its own. */
final class StartFactory {
  private final LoraSpec spec;
  private final InputDirections directions;

  StartFactory(LoraSpec spec, InputDirections directions) {
    this.spec = spec;
    this.directions = directions;
  }

  /**
   * On the CPU, owned by the innermost scope.
   *
   * @throws UsageException if the rank does not suit the start and the module
   */
  Factors of(Linear module) {
    String path = module.path().path();
    try (RandomSource random = RandomSource.of(spec.seed(), path)) {
      return of(module, spec.rankOf(path), random);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s with the start %s: %s; take another rank for it, or another start"
              .formatted(path, spec.init().name().toLowerCase(Locale.ROOT), e.getMessage()),
          e);
    }
  }

  private Factors of(Linear module, int rank, RandomSource random) {
    long inputs = module.inputs();
    long outputs = module.outputs();
    double scale = spec.scaleOf(module.path().path());
    return switch (spec.init()) {
      case A_KAIMING ->
          new Factors(
              Tensors.uniform(random, 1 / Math.sqrt(inputs), rank, inputs), zeros(outputs, rank));
      case A_NORMAL ->
          new Factors(normal(random, 1 / Math.sqrt(inputs), rank, inputs), zeros(outputs, rank));
      case A_GAUSSIAN ->
          new Factors(normal(random, 1.0 / rank, rank, inputs), zeros(outputs, rank));
      case B_NORMAL ->
          new Factors(zeros(rank, inputs), normal(random, 1 / Math.sqrt(rank), outputs, rank));
      case PISSA ->
          spec.initIterations() == 0
              ? WeightStarts.principal(weight(module), rank, scale)
              : WeightStarts.principal(weight(module), rank, scale, spec.initIterations(), random);
      case OLORA -> WeightStarts.triangular(weight(module), rank);
      case ORTHOGONAL -> WeightStarts.orthogonal(inputs, outputs, rank, random);
      case EVA -> new Factors(directions.of(module.path(), rank), zeros(outputs, rank));
      case LOFTQ ->
          QuantisedStart.of(weight(module), rank, scale, 1, w -> stored(module, w)).factors();
    };
  }

  private static Tensor weight(Linear module) {
    if (module.weightParameter().stored()) {
      throw new IllegalArgumentException(
          "a start from the weight must see it exact, but it is quantised already");
    }
    return module.weight().detach().to(Device.CPU).to(DType.FLOAT32);
  }

  /** The blocks run through the weight as it is stored. */
  private static Tensor stored(Linear module, Tensor weight) {
    return module.transposed() ? Nf4Store.roundTrip(weight.t()).t() : Nf4Store.roundTrip(weight);
  }

  private static Tensor normal(RandomSource random, double deviation, long... shape) {
    return Tensors.normal(random, shape).mulInPlace(deviation);
  }

  private static Tensor zeros(long... shape) {
    return Tensors.zeros(DType.FLOAT32, Device.CPU, shape);
  }
}
