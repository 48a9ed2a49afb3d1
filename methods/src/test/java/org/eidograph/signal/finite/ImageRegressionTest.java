// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.eidograph.signal.finite.ExactRegression.Kernel;
import org.eidograph.signal.finite.ExactRegression.Result;
import org.eidograph.theory.kernel.KernelNetwork;
import org.eidograph.theory.moments.Activation;
import org.eidograph.train.engine.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exact regression on MNIST and Fashion-MNIST against NumPy, row by row of the table that
 * interop/regression/oracle.py made. Needs the images of data/fetch_mnist.py; the rows of 5000
 * images, two minutes, only with {@code -Deidograph.images=all}.
 */
@Tag("slow")
class ImageRegressionTest {
  private static final Path TABLE = Path.of("../interop/regression/accuracies.csv");
  private static final Path IMAGES = Path.of("../.eido");
  private static final int FEW = 1000;

  /** A line of the table. */
  record Row(
      String data, int train, int test, String network, Kernel kernel, int correct, double error) {
    static Row of(String line) {
      String[] cells = line.split(",");
      return new Row(
          cells[0],
          Integer.parseInt(cells[1]),
          Integer.parseInt(cells[2]),
          cells[3],
          Kernel.valueOf(cells[4].toUpperCase(Locale.ROOT)),
          Integer.parseInt(cells[5]),
          Double.parseDouble(cells[6]));
    }
  }

  static Stream<Row> rows() throws IOException {
    boolean all = "all".equals(System.getProperty("eidograph.images"));
    return Files.readAllLines(TABLE).stream()
        .filter(line -> line.matches("[a-z-]+,[0-9].*"))
        .map(Row::of)
        .filter(row -> all || row.train() == FEW);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void accuracyAndErrorAreThoseOfNumpy(Row row) {
    LabelledImages train = images(row.data(), "train-images-idx3-ubyte").first(row.train());
    LabelledImages test = images(row.data(), "t10k-images-idx3-ubyte").first(row.test());
    try (Workers workers = new Workers(2)) {
      Result found =
          ExactRegression.run(
              train,
              test,
              new ExactRegression.Settings(network(row.network()), row.kernel(), 0),
              workers);

      assertThat(found.correct()).isEqualTo(row.correct());
      // NumPy takes angles from √(q² − k²), where rounding of 1e-16 leaves 1e-8 for an image with
      // itself or its double: 1e-9 of such entries, and so 1e-10 of the error
      assertThat(found.meanSquareError()).isEqualTo(row.error(), within(1e-9));
    }
  }

  private static KernelNetwork network(String name) {
    return switch (name) {
      case "relu-4" -> KernelNetwork.mlp(Activation.relu(), Math.sqrt(2), 0, 4);
      case "erf-4" -> KernelNetwork.mlp(Activation.erf(), 1.1527954135, 0.2, 4);
      case "gelu-3" -> KernelNetwork.mlp(Activation.gelu(), 1.3998682164, 0.5, 3);
      default -> throw new IllegalArgumentException("no network is named " + name);
    };
  }

  /** Plain or gzipped, as the data set comes. */
  private static LabelledImages images(String data, String name) {
    Path folder = IMAGES.resolve(data);
    assumeThat(folder).as("images of data/fetch_mnist.py").isDirectory();
    try (Stream<Path> files = Files.list(folder)) {
      return IdxFile.read(
          files
              .filter(file -> file.getFileName().toString().startsWith(name))
              .findFirst()
              .orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
