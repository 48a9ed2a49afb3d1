// Licensed under the Apache License, Version 2.0.
package org.eidograph.transfer.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;

/**
 * Results of a sweep as comma-separated values with a head line, from any program.
 *
 * <p>Needed columns, in any order: {@code width}, {@code lr} (or {@code log2_lr}), {@code seed},
 * {@code loss}; a loss of {@code inf}, {@code nan} or nothing means that training diverged. {@code
 * parametrization}, {@code optimizer} and {@code weight_decay} tell arms apart where they stand;
 * other columns are not read.
 */
public final class SweepTable {
  private static final String NEEDED = "width, lr (or log2_lr), seed and loss";

  private final Path file;
  private final List<String> columns;

  private SweepTable(Path file, List<String> columns) {
    this.file = file;
    this.columns = columns;
  }

  /**
   * Reads.
   *
   * @throws BadInputException with the line, if a column is missing or a value is none
   */
  public static SweepResults read(Path file) {
    List<String> lines = lines(file);
    if (lines.isEmpty()) {
      throw new BadInputException(
          "%s must have a head line with the columns %s, but is empty; write one line for each training below it"
              .formatted(file, NEEDED));
    }
    SweepTable table = new SweepTable(file, fields(lines.get(0).toLowerCase(Locale.ROOT)));
    table.requireColumns();
    List<CellResult> cells = new ArrayList<>();
    for (int number = 2; number <= lines.size(); number++) {
      if (!lines.get(number - 1).isBlank()) {
        cells.add(table.row(fields(lines.get(number - 1)), number));
      }
    }
    if (cells.isEmpty()) {
      throw new BadInputException(
          "%s must have a line for each training, but has only its head; add them".formatted(file));
    }
    return new SweepResults(cells);
  }

  /** Writes what {@link #read} reads, in the order of the results. */
  public static void write(Path file, SweepResults results) {
    StringBuilder text =
        new StringBuilder("parametrization,optimizer,weight_decay,width,lr,seed,loss\n");
    for (CellResult result : results.cells()) {
      Cell cell = result.cell();
      text.append(
          "%s,%s,%s,%d,%s,%d,%s\n"
              .formatted(
                  cell.arm().parametrization(),
                  cell.arm().optimizer(),
                  cell.arm().weightDecay(),
                  cell.width(),
                  cell.learningRate(),
                  cell.seed(),
                  result.loss() == null ? "inf" : result.loss()));
    }
    AtomicFiles.writeString(file, text.toString());
  }

  private static List<String> lines(Path file) {
    try {
      // spreadsheets begin a file in UTF-8 with a mark that is no part of the first column's name
      return Files.readString(file).replaceFirst("^\uFEFF", "").lines().toList();
    } catch (IOException e) {
      throw new BadInputException(
          "%s cannot be read as text (%s); correct the path".formatted(file, e.getMessage()), e);
    }
  }

  private static List<String> fields(String line) {
    return Arrays.stream(line.split(",", -1))
        .map(field -> field.strip().replaceAll("^\"|\"$", ""))
        .toList();
  }

  private void requireColumns() {
    boolean complete =
        columns.containsAll(List.of("width", "seed", "loss"))
            && (columns.contains("lr") || columns.contains("log2_lr"));
    if (!complete) {
      throw new BadInputException(
          "%s must have the columns %s, but its head line names %s; rename or add them"
              .formatted(file, NEEDED, columns));
    }
  }

  private CellResult row(List<String> fields, int number) {
    if (fields.size() != columns.size()) {
      throw new BadInputException(
          "%s, line %d must have %d values as its head line, got %d; write one value a column, without commas inside"
              .formatted(file, number, columns.size(), fields.size()));
    }
    Arm arm =
        new Arm(
            text(fields, "parametrization", "results"),
            text(fields, "optimizer", ""),
            optional(fields, "weight_decay", number));
    Cell cell =
        new Cell(
            width(fields, number), log2Rate(fields, number), whole(fields, "seed", number), arm);
    return CellResult.of("line " + number, cell, loss(fields, number), 0);
  }

  private int width(List<String> fields, int number) {
    long width = whole(fields, "width", number);
    if (width < 1) {
      throw refusal("width", "must be at least 1", fields, number);
    }
    return Math.toIntExact(width);
  }

  private String text(List<String> fields, String column, String otherwise) {
    int at = columns.indexOf(column);
    return at < 0 ? otherwise : fields.get(at);
  }

  private double optional(List<String> fields, String column, int number) {
    return text(fields, column, "").isEmpty() ? 0 : number(fields, column, number);
  }

  private double log2Rate(List<String> fields, int number) {
    if (!columns.contains("lr")) {
      return number(fields, "log2_lr", number);
    }
    double rate = number(fields, "lr", number);
    if (!(rate > 0)) {
      throw refusal("lr", "must be above 0", fields, number);
    }
    return Math.log(rate) / Math.log(2);
  }

  private double loss(List<String> fields, int number) {
    String text = text(fields, "loss", "").toLowerCase(Locale.ROOT);
    if (List.of("", "inf", "+inf", "infinity", "nan", "none", "null").contains(text)) {
      return Double.POSITIVE_INFINITY;
    }
    double loss = number(fields, "loss", number);
    if (!(loss > 0)) {
      throw refusal("loss", "must be above 0, for its logarithm is compared", fields, number);
    }
    return loss;
  }

  private long whole(List<String> fields, String column, int number) {
    double value = number(fields, column, number);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw refusal(column, "must be a whole number", fields, number);
    }
    return (long) value;
  }

  private double number(List<String> fields, String column, int number) {
    try {
      double value = Double.parseDouble(text(fields, column, ""));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below, with the same words as a number that is not finite
    }
    throw refusal(column, "must be a number", fields, number);
  }

  private BadInputException refusal(String column, String rule, List<String> fields, int number) {
    return new BadInputException(
        "%s, line %d: %s %s, got '%s'"
            .formatted(file, number, column, rule, text(fields, column, "")));
  }
}
