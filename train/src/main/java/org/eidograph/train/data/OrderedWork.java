// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eidograph.base.InterruptedRunException;

/** Runs independent tasks on some threads; results, and the first failure, come in task order. */
final class OrderedWork implements AutoCloseable {
  private final ExecutorService threads;
  private final int count;

  OrderedWork(int count) {
    this.count = count;
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "eidograph-tokenize");
              thread.setDaemon(true);
              return thread;
            });
  }

  <T> List<T> run(List<Callable<T>> tasks) {
    List<Future<List<T>>> parts = new ArrayList<>();
    int size = Math.max(1, (tasks.size() + count - 1) / count);
    for (int from = 0; from < tasks.size(); from += size) {
      List<Callable<T>> part = tasks.subList(from, Math.min(from + size, tasks.size()));
      parts.add(threads.submit(() -> all(part)));
    }
    List<T> results = new ArrayList<>(tasks.size());
    for (Future<List<T>> part : parts) {
      results.addAll(get(part));
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      results.add(task.call());
    }
    return results;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("reading the data was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
