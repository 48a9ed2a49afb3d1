// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.BadInputException;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.theory.kernel.KernelGram;
import org.eidograph.theory.kernel.KernelSpectrum;
import org.jspecify.annotations.Nullable;

/**
 * Kernels of all pairs of inputs in a file, and what they are good for.
 *
 * @param architecture in words
 * @param inputs N
 * @param dimension d
 * @param method how entries were computed
 * @param errorEstimate relative to the kernel of an input with itself
 * @param bytes size of the matrices
 * @param output where they are
 * @param nngp its eigenvalues; null if not asked for, or too large to look at
 * @param ntk likewise
 * @param notes what to mind
 */
public record GramReport(
    String architecture,
    int inputs,
    int dimension,
    String method,
    double errorEstimate,
    long bytes,
    String output,
    @Nullable Spectrum nngp,
    @Nullable Spectrum ntk,
    List<String> notes) {
  /** Entries worse than this are told about. */
  private static final double LARGEST_ERROR = 1e-8;

  /** Eigenvalues of more inputs than this are not computed: N³ operations. */
  private static final int LARGEST_SPECTRUM = 400;

  /**
   * Eigenvalues of a Gram matrix.
   *
   * @param smallest may be slightly negative by rounding
   * @param largest of all
   * @param condition largest over smallest; null if singular
   */
  public record Spectrum(double smallest, double largest, @Nullable Double condition) {
    /** An eigenvalue below this share of the largest is rounding. */
    private static final double ROUNDING = 1e-13;

    static Spectrum of(double[] packed, int count) {
      KernelSpectrum spectrum = KernelSpectrum.of(packed, count);
      Spectrum made = new Spectrum(spectrum.smallest(), spectrum.largest(), null);
      return made.deficient()
          ? made
          : new Spectrum(made.smallest, made.largest, spectrum.condition());
    }

    /** Whether the matrix cannot be inverted in double precision. */
    boolean deficient() {
      return smallest <= ROUNDING * largest;
    }
  }

  /**
   * Computes the kernels and writes them.
   *
   * @throws BadInputException if the network cannot take these inputs
   */
  public static GramReport write(
      KernelArchitecture architecture,
      GramInput.Points points,
      KernelGram.Settings settings,
      Path output) {
    KernelGram gram = gram(architecture, points, settings);
    KernelFile.write(output, gram, points.count(), settings);
    boolean small = points.count() <= LARGEST_SPECTRUM;
    Spectrum nngp =
        small && settings.nngp() ? Spectrum.of(gram.packedNngp(), points.count()) : null;
    Spectrum ntk = small && settings.ntk() ? Spectrum.of(gram.packedNtk(), points.count()) : null;
    return new GramReport(
        architecture.text(),
        points.count(),
        points.dimension(),
        gram.method(),
        gram.errorEstimate(),
        KernelFile.bytes(points.count(), settings),
        output.toString(),
        nngp,
        ntk,
        notes(gram.errorEstimate(), nngp, ntk));
  }

  /** Bytes that {@link #write} will need on disk. */
  public static long bytes(int inputs, KernelGram.Settings settings) {
    return KernelFile.bytes(inputs, settings);
  }

  private static KernelGram gram(
      KernelArchitecture architecture, GramInput.Points points, KernelGram.Settings settings) {
    try {
      return KernelGram.of(architecture.network(), points, settings);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<String> notes(double error, @Nullable Spectrum nngp, @Nullable Spectrum ntk) {
    List<String> notes = new ArrayList<>();
    if (error > LARGEST_ERROR) {
      notes.add(
          "entries may be off by %.1e of the diagonal: at this depth the kernel turns too sharply with the norm; scale the inputs to one norm"
              .formatted(error));
    }
    if (nngp != null && nngp.deficient()) {
      notes.add(deficient("NNGP"));
    }
    if (ntk != null && ntk.deficient()) {
      notes.add(deficient("NTK"));
    }
    return List.copyOf(notes);
  }

  private static String deficient(String kernel) {
    return "the %s matrix is rank deficient in double precision: inputs coincide, or the depth has made them alike; drop duplicates, go less deep, or add a ridge before solving with it"
        .formatted(kernel);
  }
}
