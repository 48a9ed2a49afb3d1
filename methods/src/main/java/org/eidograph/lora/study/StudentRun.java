// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora.study;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eidograph.theory.lora.LoraPlus;
import org.eidograph.theory.lora.RandomFactor;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.UpdateRule;

/**
 * One student trained by Adam at constant rates: β 0.9 and 0.999, ε 1e-12 so that it never counts,
 * no decay, batches drawn with replacement. Start and batches depend on the seed alone, so that
 * runs at different rates differ in nothing else.
 */
final class StudentRun {
  private static final UpdateRule ADAM = new UpdateRule.AdamW(0.9, 0.999, 1e-12);

  private final ShiftTask task;
  private final double scale;
  private final List<Tensor> trained; // A and B, or W

  private StudentRun(ShiftTask task, Student student, long seed) {
    this.task = task;
    this.scale = student instanceof Student.Adapter adapter ? adapter.scale() : 1;
    try (RandomSource random = RandomSource.of(seed, "student")) {
      this.trained =
          student instanceof Student.Adapter adapter
              ? factors(adapter, task.shape().width(), random)
              : List.of(task.weight().copy().leaf());
    }
  }

  /**
   * How long and on what.
   *
   * @param steps optimizer steps
   * @param batch points of a step
   */
  record Training(int steps, int batch) {
    /** Sixty steps of 32 points. */
    static final Training USUAL = new Training(60, 32);
  }

  /**
   * What came out.
   *
   * @param loss on all points over that of the untrained student; infinite if training diverged
   * @param bottleneck root mean square of A·z over all points; NaN without an adapter
   */
  record Outcome(double loss, double bottleneck) {}

  /**
   * Trains on the calling thread.
   *
   * @param rates of A and B; a whole weight uses that of B
   */
  static Outcome of(ShiftTask task, Student student, LoraPlus rates, Training training, long seed) {
    try (Scope scope = Scope.open()) {
      StudentRun run = new StudentRun(task, student, seed);
      run.train(rates, training, seed);
      return run.outcome();
    }
  }

  private static List<Tensor> factors(Student.Adapter adapter, int n, RandomSource random) {
    int r = adapter.rank();
    boolean randomA = adapter.start() == RandomFactor.A;
    Tensor a =
        randomA
            ? ShiftTask.normal(random, 1 / Math.sqrt(n), r, n)
            : Tensors.zeros(DType.FLOAT32, Device.CPU, r, n);
    Tensor b =
        randomA
            ? Tensors.zeros(DType.FLOAT32, Device.CPU, n, r)
            : ShiftTask.normal(random, 1 / Math.sqrt(r), n, r);
    return List.of(a.leaf(), b.leaf());
  }

  private void train(LoraPlus rates, Training training, long seed) {
    long[] drawn =
        new SplittableRandom(RandomSource.derive(seed, "batches"))
            .longs((long) training.steps() * training.batch(), 0, task.shape().points())
            .toArray();
    Tensor order = Tensors.ofLongs(drawn, training.steps(), training.batch());
    try (Optimizer adam = new Optimizer(groups(rates))) {
      for (int step = 0; step < training.steps(); step++) {
        try (Scope scope = Scope.open()) {
          Tensor index = order.select(0, step);
          Tensor loss =
              task.error(
                  hidden(
                      task.features().indexSelect(0, index), task.frozen().indexSelect(0, index)),
                  task.labels().indexSelect(0, index));
          adam.step(Autograd.gradients(loss, trained, Autograd.Mode.FREE), 1);
        }
      }
    }
  }

  private List<ParameterGroup> groups(LoraPlus rates) {
    Tensor last = trained.get(trained.size() - 1);
    ParameterGroup ofB = new ParameterGroup("B", Map.of("B", last), rates.rateB(), 0, ADAM);
    return trained.size() == 1
        ? List.of(ofB)
        : List.of(
            new ParameterGroup("A", Map.of("A", trained.get(0)), rates.rateA(), 0, ADAM), ofB);
  }

  /**
   * The hidden layer before its relu.
   *
   * @param features (M, n)
   * @param frozen (M, n)
   */
  private Tensor hidden(Tensor features, Tensor frozen) {
    if (trained.size() == 1) {
      return Nn.linear(features, trained.get(0), null);
    }
    Tensor down = Nn.linear(features, trained.get(0), null); // (M, n) -> (M, r)
    return frozen.add(Nn.linear(down, trained.get(1), null).mul(scale));
  }

  private Outcome outcome() {
    try (NoGrad off = NoGrad.on()) {
      double loss =
          task.error(hidden(task.features(), task.frozen()), task.labels()).item()
              / task.startLoss();
      double bottleneck =
          trained.size() == 1
              ? Double.NaN
              : Math.sqrt(Nn.linear(task.features(), trained.get(0), null).pow(2).mean().item());
      return new Outcome(Double.isFinite(loss) ? loss : Double.POSITIVE_INFINITY, bottleneck);
    }
  }
}
