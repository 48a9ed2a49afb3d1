// Licensed under the Apache License, Version 2.0.
package org.eidograph.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.eidograph.base.Json;
import org.eidograph.signal.finite.GramBlocks;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.theory.kernel.KernelGram;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.Tensors;
import org.eidograph.train.engine.Workers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * NNGP and NTK Gram matrices, timed pass by pass: a pass prepares the kernels for these inputs and
 * fills both packed triangles. Takes the arguments of {@code peer.py} and prints its JSON object.
 */
@Command(name = "grams")
public final class KernelGrams implements Callable<Integer> {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Option(names = "--inputs", required = true)
  private Path inputs;

  @Option(names = "--activation", required = true)
  private String activation;

  @Option(names = "--sigma-w", required = true)
  private double sigmaW;

  @Option(names = "--sigma-b", required = true)
  private double sigmaB;

  @Option(names = "--depth", required = true)
  private int depth;

  @Option(names = "--from", required = true)
  private String source;

  @Option(names = "--repeats", defaultValue = "3")
  private int repeats;

  @Option(names = "--threads", defaultValue = "2")
  private int threads;

  /** Computes the matrices and prints what it took. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new KernelGrams()).execute(arguments));
  }

  private record Times(List<Double> seconds, List<Double> cpuSeconds) {}

  /** Both packed triangles: entry (i, j), j ≤ i, at i(i+1)/2 + j. */
  private record Triangles(double[] nngp, double[] ntk) {
    static Triangles of(int count) {
      int size = count * (count + 1) / 2;
      return new Triangles(new double[size], new double[size]);
    }

    /** Copies rows; those beyond the diagonal are cut there. */
    void keep(int row, int rows, int column, int columns, double[] ofNngp, double[] ofNtk) {
      for (int i = 0; i < rows; i++) {
        int line = row + i;
        int kept = Math.min(columns, line - column + 1);
        int at = line * (line + 1) / 2 + column;
        System.arraycopy(ofNngp, i * columns, nngp, at, kept);
        System.arraycopy(ofNtk, i * columns, ntk, at, kept);
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode shape = Json.readObject(inputs.resolve("shape.json"));
    int count = shape.get("count").asInt();
    int dimension = shape.get("dimension").asInt();
    KernelNetwork network = KernelNetwork.mlp(Activation.named(activation), sigmaW, sigmaB, depth);
    try (Scope scope = Scope.open();
        Workers workers = new Workers(threads)) {
      Callable<Triangles> pass =
          source.equals("products")
              ? fromProducts(network, packed(count), count)
              : fromPoints(network, points(count, dimension), workers);
      System.out.println(Json.line(measure(pass)));
    }
    return 0;
  }

  private Callable<Triangles> fromProducts(KernelNetwork network, double[] packed, int count) {
    return () -> {
      GramInput input = new GramInput.Products(packed, count);
      Triangles triangles = Triangles.of(count);
      KernelGram.of(network, input, KernelGram.Settings.both(threads))
          .compute(
              tile ->
                  triangles.keep(
                      tile.row(),
                      tile.rows(),
                      tile.column(),
                      tile.columns(),
                      tile.nngp(),
                      tile.ntk()));
      return triangles;
    };
  }

  private static Callable<Triangles> fromPoints(
      KernelNetwork network, Tensor points, Workers workers) {
    return () -> {
      Triangles triangles = Triangles.of((int) points.size(0));
      GramBlocks.symmetric(network, points)
          .compute(
              GramBlocks.Wanted.BOTH,
              workers,
              block ->
                  triangles.keep(
                      block.first(), block.count(), 0, block.columns(), block.nngp(), block.ntk()));
      return triangles;
    };
  }

  private Tensor points(int count, int dimension) throws IOException {
    double[] rows = new double[count * dimension];
    read("points.f64", count, dimension, (i, row) -> row.get(rows, i * dimension, dimension));
    return Tensors.ofDoubles(rows, count, dimension);
  }

  private double[] packed(int count) throws IOException {
    double[] packed = new double[count * (count + 1) / 2];
    read("products.f64", count, count, (i, row) -> row.get(packed, i * (i + 1) / 2, i + 1));
    return packed;
  }

  private interface RowTaker {
    void take(int row, DoubleBuffer values);
  }

  /** Row by row, so that nothing of the size of a matrix is left for the collector. */
  private void read(String name, int count, int columns, RowTaker taker) throws IOException {
    ByteBuffer row = ByteBuffer.allocate(columns * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(inputs.resolve(name))) {
      for (int i = 0; i < count; i++) {
        row.clear();
        while (row.hasRemaining() && channel.read(row) >= 0) {
          // until the row is there
        }
        row.flip();
        taker.take(i, row.asDoubleBuffer());
      }
    }
  }

  private Measured measure(Callable<Triangles> pass) throws IOException {
    System.gc(); // what reading the inputs left
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak counts from here
    double before = status("VmRSS:");
    double peak = 0;
    List<Double> seconds = new ArrayList<>();
    List<Double> cpuSeconds = new ArrayList<>();
    Triangles kept = null;
    for (int i = 0; i < repeats; i++) {
      long began = System.nanoTime();
      long cpu = PROCESS.getProcessCpuTime();
      kept = run(pass);
      cpuSeconds.add((PROCESS.getProcessCpuTime() - cpu) / 1e9);
      seconds.add((System.nanoTime() - began) / 1e9);
      peak = i == 0 ? status("VmHWM:") - before : peak;
    }
    return sampled(new Times(seconds, cpuSeconds), peak, Objects.requireNonNull(kept));
  }

  private static Triangles run(Callable<Triangles> pass) {
    try {
      return pass.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Measured sampled(Times times, double peak, Triangles kept) throws IOException {
    List<Double> nngp = new ArrayList<>();
    List<Double> ntk = new ArrayList<>();
    for (JsonNode pair : Json.parse(Files.readString(inputs.resolve("pairs.json")), "pairs.json")) {
      int row = pair.get(0).asInt();
      int at = row * (row + 1) / 2 + pair.get(1).asInt();
      nngp.add(kept.nngp()[at]);
      ntk.add(kept.ntk()[at]);
    }
    return new Measured(0, times.seconds(), times.cpuSeconds(), peak, nngp, ntk);
  }

  private static double status(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElseThrow();
  }

  /** What it took; the names are the peer's. */
  record Measured(
      double compileSeconds,
      List<Double> seconds,
      List<Double> cpuSeconds,
      double extraMb,
      List<Double> nngp,
      List<Double> ntk) {}
}
