// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.eidograph.base.Json;
import org.eidograph.train.engine.Workers;
import org.eidograph.transfer.sweep.Arm;
import org.eidograph.transfer.sweep.CellLog;
import org.eidograph.transfer.sweep.CellResult;
import org.eidograph.transfer.sweep.MlpCells;
import org.eidograph.transfer.sweep.SweepRequest;
import org.eidograph.transfer.sweep.TransferSweep;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The sweep of {@code eido transfer sweep} over small networks. Takes the arguments of {@code
 * peer.py} in {@code bench/transfer-sweep} and prints its JSON object.
 */
@Command(name = "transfer-sweep-cells")
public final class TransferSweepCells implements Callable<Integer> {
  @Option(names = "--widths", required = true, split = ",")
  private List<Integer> widths;

  @Option(names = "--log2-rates", required = true, split = ",")
  private List<Double> rates;

  @Option(names = "--optimizer", required = true)
  private String optimizer;

  @Option(names = "--steps", required = true)
  private int steps;

  @Option(names = "--threads", required = true)
  private int threads;

  /** Runs the sweep and prints what it took. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TransferSweepCells()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Arm arm = new Arm("mup", optimizer, 0);
    SweepRequest request =
        new SweepRequest(widths, rates, List.of(0L), List.of(arm, arm.control()), 0);
    try (MlpCells cells = new MlpCells(widths.get(0), steps);
        Workers workers = new Workers(threads)) {
      warm(cells, workers);
      long began = System.nanoTime();
      List<CellResult> results =
          TransferSweep.run(request, cells, CellLog.inMemory(), workers, TransferSweep.Watch.NONE)
              .cells();
      double seconds = ProcessReadings.secondsSince(began);
      System.out.println(
          Json.line(
              Map.of(
                  "seconds",
                  seconds,
                  "peak_memory_mb",
                  ProcessReadings.peakMemoryMegabytes(),
                  "losses",
                  losses(results))));
    }
    return 0;
  }

  /** As the peer does: one small sweep, so that neither side pays for its first call. */
  private void warm(MlpCells cells, Workers workers) {
    List<Integer> narrow = List.of(widths.get(0), widths.get(0) + 1, widths.get(0) + 2);
    Arm arm = new Arm("mup", optimizer, 0);
    TransferSweep.run(
        new SweepRequest(narrow, rates, List.of(0L), List.of(arm), 0),
        cells,
        CellLog.inMemory(),
        workers,
        TransferSweep.Watch.NONE);
  }

  private static Map<String, List<Object>> losses(List<CellResult> results) {
    Map<String, List<Object>> named = new TreeMap<>();
    for (CellResult result : results) {
      List<Object> value = new ArrayList<>();
      value.add(result.loss());
      value.add(result.seconds());
      named.put(
          "%s %d %s"
              .formatted(
                  result.cell().arm().parametrization(),
                  result.cell().width(),
                  result.cell().log2Lr()),
          value);
    }
    return named;
  }
}
