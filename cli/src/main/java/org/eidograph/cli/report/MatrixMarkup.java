// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import static org.eidograph.cli.report.Html.escape;

import java.util.Locale;

/** A matrix of shares as one drawing: a square a cell, its darkness the share. */
final class MatrixMarkup {
  /** Names beside more rows than that would overlap; a cell still tells its own when pointed at. */
  private static final int MOST_NAMES = 25;

  private static final int CELL = 10;

  /** Letters of a name beside its row; the drawing's letters are about this wide. */
  private static final int MOST_LETTERS = 30;

  private static final int LETTER = 4;

  /** Screen pixels of a unit, as far as the page is wide enough. */
  private static final int SCALE = 3;

  private MatrixMarkup() {}

  static String of(Section.Matrix matrix) {
    int count = matrix.labels().size();
    boolean named = count <= MOST_NAMES;
    int letters = matrix.labels().stream().mapToInt(String::length).max().orElse(0);
    int left = named ? LETTER * Math.min(letters, MOST_LETTERS) + LETTER : 0;
    int width = left + count * CELL;
    StringBuilder body = new StringBuilder();
    for (int row = 0; row < count; row++) {
      if (named) {
        body.append(name(matrix.labels().get(row), left, row));
      }
      for (int column = 0; column < count; column++) {
        body.append(cell(matrix, row, column, left));
      }
    }
    return """
    <figure><svg class="matrix" style="max-width: min(46rem, %dpx)" viewBox="0 0 %d %d" role="img" aria-label="%s">%s</svg>
    <figcaption>%s</figcaption></figure>
    """
        .formatted(
            SCALE * width,
            width,
            count * CELL,
            escape(matrix.heading() + " of " + count + " classes. " + matrix.caption()),
            body,
            escape(matrix.caption()));
  }

  private static String name(String label, int left, int row) {
    return "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
        .formatted(left - 3, row * CELL + 8, escape(shortened(label)));
  }

  private static String shortened(String label) {
    return label.length() <= MOST_LETTERS ? label : label.substring(0, MOST_LETTERS - 1) + "…";
  }

  private static String cell(Section.Matrix matrix, int row, int column, int left) {
    double share = matrix.share(row, column);
    if (share == 0 && row != column) {
      return "";
    }
    // the root lets rare mistakes show beside a full diagonal
    return String.format(
        Locale.ROOT,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" class=\"%s\""
            + " fill-opacity=\"%.2f\"><title>%s: %.0f %% taken for %s</title></rect>",
        left + column * CELL,
        row * CELL,
        CELL - 1,
        CELL - 1,
        row == column ? "right" : "wrong",
        Math.sqrt(share),
        escape(matrix.labels().get(row)),
        100 * share,
        escape(matrix.labels().get(column)));
  }
}
