// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eidograph.base.Figure;
import org.eidograph.base.UsageException;

/**
 * Whether a learning rate that is best at a small width is best at larger ones.
 *
 * <p>For each arm the best rate at every width, {@code x*_n = a + s·log2 n} through them, and what
 * the narrowest width's rate costs at the others (Yang et al., Tensor Programs V, arXiv 2203.03466;
 * Hayou 2025, arXiv 2511.01734). An optimum at the edge of a grid is none and is left out.
 *
 * @param settings how it was judged
 * @param arms a finding for each arm
 * @param notes what the reader should know
 */
public record TransferReport(Settings settings, List<ArmFinding> arms, List<String> notes) {
  /** Of all intervals. */
  public static final double CONFIDENCE = 0.9;

  public TransferReport {
    arms = List.copyOf(arms);
    notes = List.copyOf(notes);
  }

  /**
   * How a sweep is judged.
   *
   * @param regretLimit the most that a carried rate may cost
   * @param targetWidth width whose best rate is predicted; 0 for none
   * @param inLoss whether the limit is on the loss itself, which for language models is in nats;
   *     else it is on the logarithm of the loss
   */
  public record Settings(double regretLimit, long targetWidth, boolean inLoss) {
    /** With a limit on the logarithm of the loss. */
    public Settings(double regretLimit, long targetWidth) {
      this(regretLimit, targetWidth, false);
    }

    public Settings {
      if (!(regretLimit >= 0)) {
        throw new UsageException(
            "the regret limit is a log loss of at least 0, got " + regretLimit);
      }
      if (targetWidth < 0) {
        throw new UsageException(
            "a target width must be at least 1, got %d; leave it out for no prediction"
                .formatted(targetWidth));
      }
    }
  }

  /**
   * Judges.
   *
   * @throws org.eidograph.base.BadInputException if the results are incomplete
   */
  public static TransferReport of(SweepResults results, Settings settings) {
    List<ArmFinding> found =
        results.arms().stream()
            .map(arm -> ArmFinding.of(arm, results.curves(arm), settings))
            .toList();
    List<ArmFinding> arms = found.stream().map(arm -> arm.beside(found)).toList();
    return new TransferReport(settings, arms, notes(arms));
  }

  /** Losses over rates, and best rates over widths. */
  public static List<Figure> figures(SweepResults results, TransferReport report) {
    return TransferFigures.of(results, report);
  }

  private static List<String> notes(List<ArmFinding> arms) {
    List<String> notes = new ArrayList<>();
    for (ArmFinding arm : arms) {
      String name = arm.arm().label();
      List<Long> edges =
          arm.widths().stream().filter(w -> !w.found()).map(WidthFinding::width).toList();
      if (!edges.isEmpty()) {
        notes.add(
            "%s: at width %s the lowest loss stands at the edge of the grid, which is no optimum; extend the grid"
                .formatted(name, edges));
      }
      if (arm.widths().stream().anyMatch(width -> width.seeds() == 1)) {
        notes.add(name + ": one seed gives no interval of an optimum; run at least two");
      }
      if (arm.widths().stream().anyMatch(WidthFinding::lowerBeyond)) {
        notes.add(
            name
                + ": beyond the first minimum a larger rate has a lower loss; it moves with the"
                + " width in its own way and is not used");
      }
      if (arm.arm().expectsTransfer() && !hasControl(arm, arms)) {
        notes.add(
            name
                + ": no control was swept; whether this sweep can tell a drift at all is not"
                + " known");
      }
    }
    weakControl(arms).ifPresent(notes::add);
    return notes;
  }

  private static boolean hasControl(ArmFinding arm, List<ArmFinding> arms) {
    return arms.stream().anyMatch(other -> other.arm().equals(arm.arm().control()));
  }

  private static Optional<String> weakControl(List<ArmFinding> arms) {
    return arms.stream()
        .filter(arm -> !arm.arm().expectsTransfer() && Boolean.TRUE.equals(arm.transfers()))
        .findFirst()
        .map(
            arm ->
                "the control %s transfers as well: this sweep cannot tell; take wider models or more steps"
                    .formatted(arm.arm().label()));
  }
}
