// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.theory.kernel.CrossGram;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.train.engine.Workers;

/**
 * Kernels of a network over many inputs, block of rows by block of rows: the inner products by
 * libtorch, the kernels from them by {@link CrossGram}.
 *
 * <p>A symmetric matrix is computed below its diagonal only. Beside what the receiver keeps, a
 * block and its kernels are all that is held, per thread.
 */
public final class GramBlocks {
  /** Rows of a block: a product large enough to run at full speed, and small beside the matrix. */
  static final int ROWS = 64;

  private final CrossGram gram;
  private final Tensor rows;
  private final Tensor columns;
  private final boolean symmetric;

  /** Which kernels are wanted. */
  public record Wanted(boolean nngp, boolean ntk) {
    /** Both. */
    public static final Wanted BOTH = new Wanted(true, true);

    public Wanted {
      if (!nngp && !ntk) {
        throw new IllegalArgumentException("ask for the NNGP, the NTK or both, got neither");
      }
    }
  }

  /**
   * Rows of kernels.
   *
   * @param first index of the first row
   * @param count how many rows
   * @param columns how many columns, from column 0 on
   * @param nngp row by row, of length 0 if not wanted; reused after the call
   * @param ntk likewise
   */
  public record Block(int first, int count, int columns, double[] nngp, double[] ntk) {}

  /** Takes blocks, from several threads at once; the arrays are valid until it returns. */
  @FunctionalInterface
  public interface Receiver {
    /** Takes one block. */
    void accept(Block block);
  }

  private GramBlocks(CrossGram gram, Tensor rows, Tensor columns, boolean symmetric) {
    this.gram = gram;
    this.rows = rows;
    this.columns = columns;
    this.symmetric = symmetric;
  }

  /**
   * Kernels of inputs with each other. A block of rows goes up to its own last row.
   *
   * @param x (N, d), float64; must outlive this
   */
  public static GramBlocks symmetric(KernelNetwork network, Tensor x) {
    double[] variances = variances(x);
    return new GramBlocks(CrossGram.of(network, variances, variances), x, x, true);
  }

  /**
   * Kernels of some inputs with others.
   *
   * @param rows (M, d), float64; must outlive this
   * @param columns (N, d), likewise
   */
  public static GramBlocks between(KernelNetwork network, Tensor rows, Tensor columns) {
    CrossGram gram = CrossGram.of(network, variances(rows), variances(columns));
    return new GramBlocks(gram, rows, columns, false);
  }

  private static double[] variances(Tensor x) {
    try (Scope scope = Scope.open()) {
      return x.mul(x).sum(1, false).mul(1.0 / x.size(1)).toDoubles();
    }
  }

  /** Estimated error relative to the kernel of an input with itself. */
  public double errorEstimate() {
    return gram.errorEstimate();
  }

  /** How entries are computed, in words. */
  public String method() {
    return gram.method();
  }

  /** Computes all blocks on the workers; each is received once. */
  public void compute(Wanted wanted, Workers workers, Receiver receiver) {
    int total = (int) rows.size(0);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int worker = 0; worker < workers.count(); worker++) {
      int start = worker;
      tasks.add(() -> blocks(start, total, workers.count(), wanted, receiver));
    }
    workers.run(tasks);
  }

  /** Every so many-th block, on one thread with buffers of its own. */
  private int blocks(int start, int total, int step, Wanted wanted, Receiver receiver) {
    CrossGram.Rows mapper = gram.rows();
    int size = ROWS * (int) columns.size(0);
    double[] nngp = new double[wanted.nngp() ? size : 0];
    double[] ntk = new double[wanted.ntk() ? size : 0];
    int done = 0;
    for (int first = start * ROWS; first < total; first += step * ROWS) {
      int count = Math.min(ROWS, total - first);
      int width = symmetric ? first + count : (int) columns.size(0);
      double[] products = wanted.nngp() ? nngp : ntk; // each row is mapped in its place
      products(first, count, width, products);
      for (int i = 0; i < count; i++) {
        mapper.map(first + i, width, products, nngp, ntk, i * width);
        if (symmetric) {
          diagonal(first + i, i * width + first + i, nngp, ntk);
        }
      }
      receiver.accept(new Block(first, count, width, nngp, ntk));
      done += count;
    }
    return done;
  }

  private void products(int first, int count, int width, double[] target) {
    try (Scope scope = Scope.open()) {
      Tensor block = rows.narrow(0, first, count).mul(1.0 / rows.size(1));
      block.matmul(columns.narrow(0, 0, width).t()).copyTo(target);
    }
  }

  private void diagonal(int row, int at, double[] nngp, double[] ntk) {
    double[] itself = gram.itself(row);
    if (nngp.length > 0) {
      nngp[at] = itself[0];
    }
    if (ntk.length > 0) {
      ntk[at] = itself[1];
    }
  }
}
