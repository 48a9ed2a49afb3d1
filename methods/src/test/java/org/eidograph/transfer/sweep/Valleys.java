// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Trains nothing: the log loss is a parabola of known vertex, {@code x*_n = -8 + s·log2(n/64) +
 * seed/10}, with {@code s = 0} but for the control, and diverges far above it.
 */
final class Valleys implements CellTrainer {
  static final double DRIFT = -1;

  final AtomicInteger trained = new AtomicInteger();
  final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  @Override
  public String identity() {
    return "valleys";
  }

  @Override
  public double loss(Cell cell) {
    trained.incrementAndGet();
    threads.add(Thread.currentThread());
    double octaves = Math.log(cell.width() / 64.0) / Math.log(2);
    double drift = cell.arm().expectsTransfer() ? 0 : DRIFT;
    double away = cell.log2Lr() - (-8 + drift * octaves + cell.seed() / 10.0);
    return away > 5 ? Double.NaN : Math.exp(0.3 * away * away - 0.2 * octaves);
  }

  @Override
  public void close() {}
}
