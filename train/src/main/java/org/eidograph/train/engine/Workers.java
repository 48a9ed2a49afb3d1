// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.torch.Torch;

/**
 * A fixed set of compute threads. When there are fewer tasks than threads, each task's kernels use
 * the spare cores.
 */
public final class Workers implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  public Workers(int count) {
    this.count = count;
    this.threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "eidograph-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Number of threads. */
  public int count() {
    return count;
  }

  /**
   * Runs all tasks and waits.
   *
   * @return their results, in the order of the tasks
   * @throws OutOfResourcesException if native memory ran out
   */
  public <T> List<T> run(List<Callable<T>> tasks) {
    int threadsEach = Math.max(1, count / Math.max(1, tasks.size()));
    List<Future<T>> futures = new ArrayList<>();
    for (Callable<T> task : tasks) {
      futures.add(
          threads.submit(
              () -> {
                Torch.useThreads(threadsEach);
                return task.call();
              }));
    }
    return collect(futures);
  }

  /** Runs one task, whose kernels use all cores, and waits. */
  public <T> T runAlone(Callable<T> task) {
    return run(List.of(task)).get(0);
  }

  private static <T> List<T> collect(List<Future<T>> futures) {
    List<T> results = new ArrayList<>();
    RuntimeException failure = null;
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        failure = failure == null ? unwrapped(Objects.requireNonNull(e.getCause())) : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedRunException("interrupted while computing", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static RuntimeException unwrapped(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("can't allocate memory") || message.contains("out of memory")) {
      return new OutOfResourcesException(
          "memory ran out while computing a batch; lower --batch-size or --max-length, or use --activation-checkpointing or --dtype bf16",
          cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
