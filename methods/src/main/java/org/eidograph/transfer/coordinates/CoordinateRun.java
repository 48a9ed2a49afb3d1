// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.eidograph.train.engine.Workers;

/**
 * The numbers of a coordinate check and of its negative control.
 *
 * @param tested one cell for each size and seed, by the rules of the request
 * @param control the same by the standard parametrization
 */
public record CoordinateRun(
    CoordinateRequest request, List<CoordinateCell> tested, List<CoordinateCell> control) {
  public CoordinateRun {
    tested = List.copyOf(tested);
    control = List.copyOf(control);
  }

  /** Told before every network. */
  @FunctionalInterface
  public interface Listener {
    /** Networks begun so far; from any thread, one call at a time. An exception ends the run. */
    void begin(int networks);
  }

  /** Networks that a run trains. */
  public static int networks(CoordinateRequest request) {
    return 2 * request.sizes().size() * request.seeds();
  }

  /**
   * Draws, trains and reads every network.
   *
   * @param threads at least 1; each trains whole networks, so their number changes no number
   */
  public static CoordinateRun of(CoordinateRequest request, int threads, Listener listener) {
    for (int size : request.sizes()) {
      request.series().require(request.rules(), request.smallest(), size);
    }
    Count count = new Count(listener);
    List<Callable<CoordinateCell>> tasks = new ArrayList<>();
    for (WatchedRules rules : List.of(request.rules(), request.rules().control())) {
      for (int size : request.sizes()) {
        for (int seed = 0; seed < request.seeds(); seed++) {
          long drawn = request.firstSeed() + seed;
          tasks.add(
              () -> {
                count.next();
                return CellReader.read(request, rules, size, drawn);
              });
        }
      }
    }
    // with more threads than networks, kernels would share the rest and round otherwise
    try (Workers workers = new Workers(Math.min(threads, tasks.size()))) {
      List<CoordinateCell> cells = workers.run(tasks);
      int half = cells.size() / 2;
      return new CoordinateRun(request, cells.subList(0, half), cells.subList(half, cells.size()));
    }
  }

  private static final class Count {
    private final Listener listener;
    private int begun;

    Count(Listener listener) {
      this.listener = listener;
    }

    synchronized void next() {
      listener.begin(begun++);
    }
  }
}
