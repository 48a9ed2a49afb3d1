// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eidograph.model.Sequences;
import org.eidograph.model.config.RopeTable;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Rotation.Angles;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;

/**
 * Cosines and sines of rotary positions, made once per table length and shared by all layers and
 * threads. Angles are float32, as the models were trained with.
 */
public final class RotaryPositions implements AutoCloseable {
  private static final int FIRST_TABLE = 512;

  private final RopeTable frequencies;
  private final Device device;
  private final Map<Integer, Angles> tables = new ConcurrentHashMap<>();

  /** Positions with the given frequencies. */
  public RotaryPositions(RopeTable frequencies, Device device) {
    this.frequencies = frequencies;
    this.device = device;
  }

  /** The rows for every token of some sequences. */
  public Angles of(Sequences sequences) {
    List<Tensor> cos = new ArrayList<>();
    List<Tensor> sin = new ArrayList<>();
    for (int s = 0; s < sequences.count(); s++) {
      int first = sequences.firstPosition();
      int length = sequences.length(s);
      Angles table = table(first + length);
      cos.add(table.cos().narrow(0, first, length));
      sin.add(table.signedSin().narrow(0, first, length));
    }
    return new Angles(Tensors.cat(cos, 0), Tensors.cat(sin, 0));
  }

  private Angles table(int length) {
    int rows = frequencies.dependsOnLength(length) ? length : roundUp(length);
    return tables.computeIfAbsent(rows, r -> build(r, length));
  }

  private static int roundUp(int length) {
    return Math.max(FIRST_TABLE, Integer.highestOneBit(2 * length - 1));
  }

  private Angles build(int rows, int length) {
    float[] inverse = frequencies.inverseFrequencies(length);
    int half = inverse.length;
    float[] cos = new float[rows * 2 * half];
    float[] sin = new float[rows * 2 * half];
    float factor = (float) frequencies.attentionFactor();
    for (int p = 0; p < rows; p++) {
      for (int i = 0; i < half; i++) {
        float angle = p * inverse[i];
        int at = p * 2 * half + i;
        cos[at] = cos[at + half] = (float) Math.cos(angle) * factor;
        sin[at + half] = (float) Math.sin(angle) * factor;
        sin[at] = -sin[at + half];
      }
    }
    try (Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      return new Angles(onDevice(cos, rows), onDevice(sin, rows));
    }
  }

  private Tensor onDevice(float[] values, int rows) {
    return Tensors.ofFloats(values, rows, 1, values.length / rows).to(device).keep();
  }

  @Override
  public void close() {
    for (Angles table : tables.values()) {
      table.cos().close();
      table.signedSin().close();
    }
    tables.clear();
  }
}
