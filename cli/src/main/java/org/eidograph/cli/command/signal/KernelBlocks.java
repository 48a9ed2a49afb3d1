// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eidograph.base.Table;
import org.eidograph.cli.command.Notes;
import org.eidograph.cli.console.Block;
import org.eidograph.signal.AngleReport;
import org.eidograph.signal.GramReport;
import org.jspecify.annotations.Nullable;

/** The text views of kernels. */
final class KernelBlocks {
  private KernelBlocks() {}

  static List<Block> of(AngleReport report) {
    return List.of(new Block.Facts(facts(report)), new Block.Grid(table(report)));
  }

  static Map<String, String> facts(AngleReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("network", report.architecture());
    rows.put("mean squares", both(report.variance1(), report.variance2()));
    rows.put("NNGP of one input", both(report.nngp1(), report.nngp2()));
    rows.put("NTK of one input", both(report.ntk1(), report.ntk2()));
    return rows;
  }

  private static String both(double first, double second) {
    return first == second
        ? Digits.brief(first)
        : Digits.brief(first) + " and " + Digits.brief(second);
  }

  static Table table(AngleReport report) {
    return new Table(
        "Two inputs",
        List.of("degrees", "cosine", "NNGP", "correlation", "NTK", "normalised NTK"),
        report.pairs().stream().map(KernelBlocks::row).toList());
  }

  private static List<String> row(AngleReport.Pair pair) {
    return List.of(
        Digits.brief(pair.degrees()),
        fixed(pair.cosine()),
        fixed(pair.nngp()),
        fixed(pair.correlation()),
        fixed(pair.ntk()),
        fixed(pair.normalizedNtk()));
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, "%.6f", value + 0.0); // no negative zero
  }

  static List<Block> of(GramReport report) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts(report)));
    Notes.add(blocks, report.notes());
    return blocks;
  }

  static Map<String, String> facts(GramReport report) {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("network", report.architecture());
    rows.put("inputs", "%d of dimension %d".formatted(report.inputs(), report.dimension()));
    rows.put("method", report.method());
    rows.put("relative error", "about " + Digits.brief(report.errorEstimate()));
    rows.put("eigenvalues of NNGP", spectrum(report.nngp()));
    rows.put("eigenvalues of NTK", spectrum(report.ntk()));
    rows.put("matrices", "%s, %s".formatted(report.output(), size(report.bytes())));
    return rows;
  }

  private static String spectrum(GramReport.@Nullable Spectrum spectrum) {
    return spectrum == null
        ? "-"
        : "%s to %s, condition %s"
            .formatted(
                Digits.brief(spectrum.smallest()),
                Digits.brief(spectrum.largest()),
                Digits.brief(spectrum.condition()));
  }

  /** Bytes in the unit that suits them. */
  static String size(long bytes) {
    return bytes < 1_000_000
        ? "%.1f kB".formatted(bytes / 1e3)
        : bytes < 1_000_000_000
            ? "%.1f MB".formatted(bytes / 1e6)
            : "%.1f GB".formatted(bytes / 1e9);
  }
}
