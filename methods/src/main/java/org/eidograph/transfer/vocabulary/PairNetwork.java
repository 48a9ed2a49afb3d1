// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.vocabulary;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eidograph.torch.Autograd;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.Nn;
import org.eidograph.torch.Optimizer;
import org.eidograph.torch.ParameterGroup;
import org.eidograph.torch.RandomSource;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.torch.UpdateRule;

/**
 * A network that adds the hidden classes of two tokens, modulo 8: {@code h = E_x + E_y}, {@code h ←
 * h + B·gelu(A·rms(h))}, logits {@code H·rms(h)/m} with m = n/32.
 *
 * <p>E starts with deviation 1, A and B with one over the root of their fan-in, H at 0. Adam trains
 * H at the hidden rate η, A and B at η/m as muP has it, and E at a rate of its own. Start, classes
 * and pairs depend on the seed alone, so that runs at different rates differ in nothing else.
 */
final class PairNetwork {
  /** Width at which m is 1. */
  static final int BASE_WIDTH = 32;

  private static final int CLASSES = 8;
  private static final int PAIRS = 128;
  private static final int STEPS = 120;

  /** Steps at the end whose mean loss counts. */
  private static final int LAST = 15;

  private static final double HIDDEN_RATE = 0x1p-7;
  private static final double EPSILON = 1e-6;
  private static final UpdateRule ADAM = new UpdateRule.AdamW(0.9, 0.95, 1e-8);

  private final Case size;
  private final double multiplier; // m
  private final Tensor embeddings;
  private final Tensor up;
  private final Tensor down;
  private final Tensor head;

  /** A network and its task. */
  record Case(int width, int vocabulary) {}

  private PairNetwork(Case size, long seed) {
    this.size = size;
    int n = size.width;
    this.multiplier = (double) n / BASE_WIDTH;
    try (RandomSource random = RandomSource.of(seed, "network")) {
      this.embeddings = Tensors.normal(random, size.vocabulary, n).leaf();
      this.up = Tensors.normal(random, 2L * n, n).mulInPlace(1 / Math.sqrt(n)).leaf();
      this.down = Tensors.normal(random, n, 2L * n).mulInPlace(1 / Math.sqrt(2.0 * n)).leaf();
    }
    this.head = Tensors.zeros(DType.FLOAT32, Device.CPU, CLASSES, n).leaf();
  }

  /** Mean cross-entropy of the last steps; infinite if training diverged. */
  static double loss(Case size, double embeddingRate, long seed) {
    try (Scope scope = Scope.open()) {
      return new PairNetwork(size, seed).train(embeddingRate, seed);
    }
  }

  private double train(double embeddingRate, long seed) {
    SplittableRandom random = new SplittableRandom(RandomSource.derive(seed, "pairs"));
    int[] classes = random.ints(size.vocabulary, 0, CLASSES).toArray();
    List<Tensor> trained = List.of(embeddings, up, down, head);
    double sum = 0;
    try (Optimizer adam = new Optimizer(groups(embeddingRate))) {
      for (int step = 0; step < STEPS; step++) {
        try (Scope scope = Scope.open()) {
          Tensor loss = loss(random.ints(2L * PAIRS, 0, size.vocabulary).toArray(), classes);
          adam.step(Autograd.gradients(loss, trained, Autograd.Mode.FREE), 1);
          sum += step >= STEPS - LAST ? loss.item() : 0;
        }
      }
    }
    return Double.isFinite(sum) ? sum / LAST : Double.POSITIVE_INFINITY;
  }

  private List<ParameterGroup> groups(double embeddingRate) {
    return List.of(
        new ParameterGroup("E", Map.of("E", embeddings), embeddingRate, 0, ADAM),
        new ParameterGroup("A", Map.of("A", up), HIDDEN_RATE / multiplier, 0, ADAM),
        new ParameterGroup("B", Map.of("B", down), HIDDEN_RATE / multiplier, 0, ADAM),
        new ParameterGroup("H", Map.of("H", head), HIDDEN_RATE, 0, ADAM));
  }

  /** Of pairs of neighbours. */
  private Tensor loss(int[] tokens, int[] classes) {
    long[] ids = new long[tokens.length];
    long[] sums = new long[tokens.length / 2];
    for (int i = 0; i < tokens.length; i++) {
      ids[i] = tokens[i];
      sums[i / 2] = (sums[i / 2] + classes[tokens[i]]) % CLASSES;
    }
    Tensor rows = Nn.embedding(embeddings, Tensors.ofLongs(ids, ids.length)); // (2B, n)
    Tensor h = rows.reshape(sums.length, 2, size.width).sum(1, false); // (B, n)
    h = h.add(Nn.linear(Nn.gelu(Nn.linear(normed(h), up, null), false), down, null));
    Tensor logits = Nn.linear(normed(h), head, null).mul(1 / multiplier);
    Tensor targets = Tensors.ofLongs(sums, sums.length, 1);
    return logits.logSoftmax(1).gather(1, targets).mean().neg();
  }

  /** Each row over its root mean square. */
  private Tensor normed(Tensor h) {
    Tensor meanSquare = h.pow(2).sum(1, true).mul(1.0 / size.width);
    return h.mul(meanSquare.add(EPSILON).rsqrt());
  }
}
