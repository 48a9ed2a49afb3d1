// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.theory.scaling.sweep.WidthCurve;
import org.eidograph.torch.Torch;
import org.eidograph.train.engine.Workers;

/**
 * Trains all cells of a sweep, each on one thread of its own.
 *
 * <p>Models of a sweep are too small to share among threads; many of them side by side use the
 * cores fully. The loss of a cell does not depend on which others run, nor where.
 */
public final class TransferSweep {
  private final SweepRequest request;
  private final CellTrainer trainer;
  private final String identity;
  private final CellLog log;
  private final Watch watch;

  private TransferSweep(SweepRequest request, CellTrainer trainer, CellLog log, Watch watch) {
    this.request = request;
    this.trainer = trainer;
    this.identity = trainer.identity();
    this.log = log;
    this.watch = watch;
  }

  /** Told of the progress, from several threads but never at once. */
  public interface Watch {
    /** Hears nothing and never stops. */
    Watch NONE = new Watch() {};

    /**
     * After each cell, those that an earlier run left included.
     *
     * @param done cells so far
     * @param known cells that are known to be needed; grows when a grid does
     */
    default void onCell(CellResult result, int done, int known) {}

    /** Whether to stop; asked before each cell. */
    default boolean stopRequested() {
      return false;
    }
  }

  /**
   * Runs what the log does not have yet.
   *
   * @param workers threads, each with a cell of its own
   * @return all cells of the request and of the grids' extensions
   * @throws InterruptedRunException if the watch asks for it; finished cells are in the log
   */
  public static SweepResults run(
      SweepRequest request, CellTrainer trainer, CellLog log, Workers workers, Watch watch) {
    return new TransferSweep(request, trainer, log, watch).run(workers);
  }

  private SweepResults run(Workers workers) {
    Map<Arm, GrowingGrid> grids = new LinkedHashMap<>();
    for (Arm arm : request.arms()) {
      grids.put(
          arm, new GrowingGrid(request.log2Rates(), request.extension(), request.extension()));
    }
    Map<String, CellResult> results = new LinkedHashMap<>();
    while (true) {
      train(missing(grids, results), results, workers);
      SweepResults so = new SweepResults(List.copyOf(results.values()));
      Map<Arm, GrowingGrid> grown = new LinkedHashMap<>();
      grids.forEach((arm, grid) -> grown.put(arm, grid.grown(curves(so, arm))));
      if (grown.equals(grids)) {
        return so;
      }
      grids = grown;
    }
  }

  private static List<WidthCurve> curves(SweepResults results, Arm arm) {
    return results.curves(arm);
  }

  /** The widest first: they take longest, and the small ones fill the gaps at the end. */
  private List<Cell> missing(Map<Arm, GrowingGrid> grids, Map<String, CellResult> results) {
    List<Cell> cells = new ArrayList<>();
    grids.forEach(
        (arm, grid) -> {
          for (int width : request.widths()) {
            for (long seed : request.seeds()) {
              grid.log2Rates().forEach(rate -> cells.add(new Cell(width, rate, seed, arm)));
            }
          }
        });
    cells.removeIf(cell -> results.containsKey(cell.key(identity)));
    cells.sort(Comparator.comparingInt(Cell::width).reversed());
    return cells;
  }

  private void train(List<Cell> cells, Map<String, CellResult> results, Workers workers) {
    int[] done = {results.size()};
    int known = results.size() + cells.size();
    List<Callable<CellResult>> tasks = new ArrayList<>();
    for (Cell cell : cells) {
      tasks.add(
          () -> {
            CellResult result = result(cell);
            synchronized (done) {
              watch.onCell(result, ++done[0], known);
            }
            return result;
          });
    }
    workers.run(tasks).forEach(result -> results.put(result.key(), result));
  }

  private CellResult result(Cell cell) {
    if (watch.stopRequested()) {
      throw new InterruptedRunException("stopped between two trainings of a sweep");
    }
    String key = cell.key(identity);
    CellResult known = log.find(key);
    if (known != null) {
      return known;
    }
    Torch.useThreads(1); // also where cells are fewer than threads: rounding must not depend on it
    long began = System.nanoTime();
    double loss = trainer.loss(cell);
    CellResult result = CellResult.of(key, cell, loss, (System.nanoTime() - began) / 1e9);
    log.append(result);
    return result;
  }
}
