// Licensed under the Apache License, Version 2.0.
package org.eidograph.theory.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eidograph.theory.moments.Domain;

/**
 * Gram matrices of a network's kernels over many inputs, in tiles and on several threads.
 *
 * <p>The work per entry is one inner product and one cheap pass:
 *
 * <ul>
 *   <li>equal norms, or a homogeneous network (ReLU without bias): one function of the angle,
 *       whatever depth and activation;
 *   <li>unequal norms: one function of both norms and the angle for smooth activations; layer by
 *       layer for kinked ones, and for few closed layers.
 * </ul>
 *
 * <p>Errors stay below 1e-10 of the kernel of an input with itself ({@link #errorEstimate()} says
 * how far below); close inputs keep their digits if points are given. Tiles reach a consumer as
 * they are done, so a matrix may be larger than memory: one tile of 256 × 256 takes 1 MB per thread
 * for both kernels. Results do not depend on the number of threads.
 */
public final class KernelGram {
  private final GramInput input;
  private final double[] variances;
  private final GramPlan plan;
  private final Settings settings;

  /**
   * How to compute.
   *
   * @param threads how many threads, at least 1
   * @param tile rows and columns of a tile, at least 1
   * @param nngp whether NNGP entries are wanted
   * @param ntk whether NTK entries are wanted
   */
  public record Settings(int threads, int tile, boolean nngp, boolean ntk) {
    public Settings {
      Domain.atLeast("threads", threads, 1);
      Domain.atLeast("tile", tile, 1);
      if (!nngp && !ntk) {
        throw new IllegalArgumentException("ask for the NNGP, the NTK or both, got neither");
      }
    }

    /** Both kernels in tiles of 256. */
    public static Settings both(int threads) {
      return new Settings(threads, 256, true, true);
    }

    /** NTK alone in tiles of 256. */
    public static Settings ntkOnly(int threads) {
      return new Settings(threads, 256, false, true);
    }
  }

  private KernelGram(GramInput input, double[] variances, GramPlan plan, Settings settings) {
    this.input = input;
    this.variances = variances;
    this.plan = plan;
    this.settings = settings;
  }

  /**
   * Prepares the kernels of a network for these inputs: norms, and the table if one is used.
   *
   * @throws IllegalArgumentException if an input is not finite, or zero where the network cannot
   *     take it; or if norms are unequal and an activation has kinks elsewhere than at 0
   */
  public static KernelGram of(KernelNetwork network, GramInput input, Settings settings) {
    double[] variances = new double[input.count()];
    Arrays.setAll(variances, input::variance);
    return new KernelGram(input, variances, GramPlan.of(network, variances), settings);
  }

  /** Estimated error relative to the kernel of an input with itself. */
  public double errorEstimate() {
    return plan.errorEstimate();
  }

  /** How entries are computed, in words. */
  public String method() {
    return plan.method();
  }

  /** Sends the tiles of the lower triangle to a consumer and returns when all are done. */
  public void compute(GramTile.Consumer consumer) {
    int blocks = (input.count() + settings.tile() - 1) / settings.tile();
    List<Runnable> tasks = new ArrayList<>();
    for (int row = 0; row < blocks; row++) {
      int block = row;
      // One task per block of rows: its worker keeps its buffers over all columns.
      tasks.add(() -> worker().rows(block * settings.tile(), consumer));
    }
    Collections.reverse(tasks); // the longest rows first
    run(tasks);
  }

  private GramWorker worker() {
    return new GramWorker(input, variances, plan, settings);
  }

  private void run(List<Runnable> tasks) {
    if (settings.threads() == 1) {
      tasks.forEach(Runnable::run);
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(settings.threads());
    try {
      List<Future<?>> pending = new ArrayList<>();
      tasks.forEach(task -> pending.add(pool.submit(task)));
      for (Future<?> each : pending) {
        each.get();
      }
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a tile could not be computed", failure.getCause());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tiles were computed", interruption);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The whole NNGP matrix as a packed lower triangle: entry (i, j), j ≤ i, at i(i+1)/2 + j. */
  public double[] packedNngp() {
    return packed(true);
  }

  /** The whole NTK matrix as a packed lower triangle: entry (i, j), j ≤ i, at i(i+1)/2 + j. */
  public double[] packedNtk() {
    return packed(false);
  }

  private double[] packed(boolean nngp) {
    if (nngp ? !settings.nngp() : !settings.ntk()) {
      throw new IllegalArgumentException(
          "the settings must ask for the %s".formatted(nngp ? "NNGP" : "NTK"));
    }
    long size = (long) input.count() * (input.count() + 1) / 2;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a packed matrix of %d inputs has %d entries, more than an array holds; use compute with a consumer of tiles"
              .formatted(input.count(), size));
    }
    double[] packed = new double[(int) size];
    compute(tile -> copy(tile, nngp ? tile.nngp() : tile.ntk(), packed));
    return packed;
  }

  private static void copy(GramTile tile, double[] entries, double[] packed) {
    for (int i = 0; i < tile.rows(); i++) {
      long row = (long) tile.row() + i;
      int columns = (int) Math.min(tile.columns(), row - tile.column() + 1);
      int at = (int) (row * (row + 1) / 2 + tile.column());
      System.arraycopy(entries, i * tile.columns(), packed, at, columns);
    }
  }
}
