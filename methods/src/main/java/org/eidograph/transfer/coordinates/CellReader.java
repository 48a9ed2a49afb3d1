// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.coordinates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.theory.scaling.sweep.CoordinateSlope.Watched;
import org.eidograph.torch.DType;
import org.eidograph.torch.Tensor;
import org.eidograph.transfer.coordinates.CoordinateCell.Reading;

/** Reduces a network's activations to numbers; holds those of step 0 until closed. */
final class CellReader implements WatchedNetwork.Observer, AutoCloseable {
  private final Map<String, Tensor> first = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private int step;

  /** Trains a new network for some steps and reads it before the first and after each. */
  static CoordinateCell read(CoordinateRequest request, WatchedRules rules, int size, long seed) {
    try (WatchedNetwork network = request.series().draw(rules, request.smallest(), size, seed);
        CellReader reader = new CellReader()) {
      network.read(reader);
      for (reader.step = 1; reader.step <= request.steps(); reader.step++) {
        network.step();
        network.read(reader);
      }
      return new CoordinateCell(size, seed, reader.readings);
    }
  }

  @Override
  public void see(String module, Watched watched, Tensor activation) {
    Tensor now = activation.detach().to(DType.FLOAT64); // so that the sums do not round
    Tensor before = first.get(module);
    double change = 0;
    if (before == null) {
      first.put(module, now.copy().keep());
    } else {
      Tensor difference = now.sub(before);
      change = Math.sqrt(difference.mul(difference).mean().item());
    }
    readings.add(new Reading(module, watched, step, now.abs().mean().item(), change));
  }

  @Override
  public void close() {
    first.values().forEach(Tensor::close);
  }
}
