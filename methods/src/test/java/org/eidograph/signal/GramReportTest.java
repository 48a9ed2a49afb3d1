// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.eidograph.base.BadInputException;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.signal.KernelArchitecture.Kind;
import org.eidograph.signal.KernelArchitecture.Scaling;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.theory.kernel.KernelGram;
import org.eidograph.theory.kernel.KernelPair;
import org.eidograph.theory.kernel.PairKernels;
import org.eidograph.theory.moments.Activation;
import org.eidograph.theory.signal.Initialization;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.TensorSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GramReportTest {
  private static final int COUNT = 7;
  private static final int DIMENSION = 4;

  @TempDir private Path place;

  /** Each entry against the pair computed alone, with tiles that do not divide the count. */
  @Test
  void everyEntryIsThatOfItsPair() {
    KernelArchitecture erf = dense(Activation.erf(), 1.2, 0.3, 2);
    GramInput.Points points = points();
    Path file = place.resolve("gram.safetensors");

    GramReport report =
        GramReport.write(erf, points, new KernelGram.Settings(2, 3, true, true), file);

    double[] nngp = read(file, "nngp");
    double[] ntk = read(file, "ntk");
    PairKernels pairs = new PairKernels(erf.network());
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < COUNT; j++) {
        KernelPair pair = pairs.evaluate(row(points, i), row(points, j));
        assertThat(ntk[i * COUNT + j]).isEqualTo(ntk[j * COUNT + i]);
        double expected = i == j ? pair.q1() : pair.nngp();
        assertThat(nngp[i * COUNT + j]).isCloseTo(expected, within(1e-9)); // promised: 1e-10
        assertThat(ntk[i * COUNT + j]).isCloseTo(i == j ? pair.ntk1() : pair.ntk(), within(1e-9));
      }
    }
    assertThat(report.bytes()).isEqualTo(2L * 8 * COUNT * COUNT);
    assertThat(report.nngp().smallest()).isPositive();
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void oneKernelTakesHalfTheFile() throws Exception {
    Path file = place.resolve("ntk.safetensors");

    GramReport report =
        GramReport.write(
            dense(Activation.relu(), 1, 0, 2), points(), KernelGram.Settings.ntkOnly(1), file);

    assertThat(report.bytes()).isEqualTo(8L * COUNT * COUNT);
    assertThat(report.nngp()).isNull();
    try (TensorSource source = TensorSource.open(file)) {
      assertThat(source.names()).containsExactly("ntk");
    }
    try (var files = Files.list(place)) {
      assertThat(files).containsExactly(file); // nothing half-written is left
    }
  }

  /** Two equal rows make two equal rows of the matrix. */
  @Test
  void equalInputsAreTold() {
    double[] rows = {1, 2, 3, 1, 2, 3, -1, 0, 2};

    GramReport report =
        GramReport.write(
            dense(Activation.relu(), 1, 0, 2),
            new GramInput.Points(rows, 3, 3),
            KernelGram.Settings.both(1),
            place.resolve("g.safetensors"));

    assertThat(report.notes()).hasSize(2).allMatch(note -> note.contains("rank deficient"));
    assertThat(report.ntk().condition()).isNull();
  }

  @Test
  void inputsTheNetworkCannotTakeAreRefused() {
    Path file = place.resolve("g.safetensors");
    GramInput.Points zero = new GramInput.Points(new double[] {0, 0, 1, 2}, 2, 2);
    KernelArchitecture tanh = dense(ActivationNames.parse("tanh"), 1, 0.1, 2);
    KernelArchitecture clipped = dense(ActivationNames.parse("hardtanh"), 1, 0.1, 2);

    assertThatThrownBy(() -> GramReport.write(tanh, zero, KernelGram.Settings.both(1), file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("drop the zero rows");
    assertThatThrownBy(() -> GramReport.write(clipped, points(), KernelGram.Settings.both(1), file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("scale the inputs to one norm");
    assertThat(file).doesNotExist();
  }

  /** 20 million inputs would need 6.4 petabytes. */
  @Test
  void sizeIsKnownBeforehandAndRefusedIfTheDiskIsTooSmall() {
    KernelGram.Settings both = KernelGram.Settings.both(1);
    int many = 20_000_000;

    assertThat(GramReport.bytes(many, both)).isEqualTo(6_400_000_000_000_000L);
    GramInput.Points one = new GramInput.Points(new double[] {1}, 1, 1);
    KernelGram gram = KernelGram.of(dense(Activation.relu(), 1, 0, 1).network(), one, both);
    assertThatThrownBy(() -> KernelFile.write(place.resolve("big"), gram, many, both))
        .isInstanceOf(OutOfResourcesException.class)
        .hasMessageContaining("needs 6400000.0 GB");
  }

  /** q = 1.6288946268, K12 = 1.1491620741 for ten uniform branches, by a separate recursion. */
  @Test
  void residualArchitecturesScaleTheirBranches() {
    KernelArchitecture uniform =
        new KernelArchitecture(
            Kind.RESIDUAL, Activation.relu(), new Initialization(1, 0), 10, Scaling.UNIFORM);

    AngleReport report = AngleReport.of(uniform, 1, 1, 60);

    assertThat(report.nngp1()).isCloseTo(1.6288946268, within(1e-9)); // its digits
    assertThat(report.pairs().get(0).correlation()).isCloseTo(0.5484086878, within(1e-9));
    assertThat(report.pairs().get(0).ntk()).isCloseTo(1.1491620741, within(1e-9));
  }

  private static KernelArchitecture dense(Activation phi, double sigmaW, double sigmaB, int depth) {
    return new KernelArchitecture(
        Kind.DENSE, phi, new Initialization(sigmaW, sigmaB), depth, Scaling.UNIFORM);
  }

  /** Seven points of unequal norm. */
  private static GramInput.Points points() {
    double[] rows = new double[COUNT * DIMENSION];
    Arrays.setAll(rows, i -> Math.sin(1.7 * i + 0.3 * Math.floorDiv(i, DIMENSION)) * (1 + 0.1 * i));
    return new GramInput.Points(rows, COUNT, DIMENSION);
  }

  private static double[] row(GramInput.Points points, int i) {
    return Arrays.copyOfRange(points.rows(), i * DIMENSION, (i + 1) * DIMENSION);
  }

  private static double[] read(Path file, String name) {
    try (Scope scope = Scope.open();
        TensorSource source = TensorSource.open(file)) {
      return source.tensor(name).toDoubles();
    }
  }
}
