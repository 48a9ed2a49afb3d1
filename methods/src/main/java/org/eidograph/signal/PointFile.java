// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.theory.kernel.GramInput;
import org.eidograph.torch.Scope;
import org.eidograph.torch.safetensors.SafetensorsFile;
import org.eidograph.torch.safetensors.TensorInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads inputs, one a row: a matrix in a {@code .safetensors} file, a {@code .npy} file of NumPy,
 * or a {@code .csv} file of plain numbers.
 */
public final class PointFile {
  private PointFile() {}

  /**
   * The rows of a file.
   *
   * @param tensor which one of a safetensors file; may be null if it holds a single one
   * @throws BadInputException if the file is not such a matrix, or holds a number that is not
   *     finite
   */
  public static GramInput.Points read(Path file, @Nullable String tensor) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "inputs must be a .safetensors, .npy or .csv file, but %s does not exist; correct the path"
              .formatted(file));
    }
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (tensor != null && !name.endsWith(".safetensors")) {
      throw new UsageException(
          "only a .safetensors file has named tensors, got --tensor %s for %s; leave it out"
              .formatted(tensor, file));
    }
    GramInput.Points points = points(file, name, tensor);
    requireFinite(points, file);
    return points;
  }

  private static GramInput.Points points(Path file, String name, @Nullable String tensor) {
    if (name.endsWith(".safetensors")) {
      return safetensors(file, tensor);
    }
    if (name.endsWith(".npy")) {
      return NpyFile.read(file);
    }
    if (name.endsWith(".csv")) {
      return csv(file);
    }
    throw new BadInputException(
        "inputs must be a .safetensors, .npy or .csv file, got %s; convert it".formatted(file));
  }

  private static GramInput.Points safetensors(Path file, @Nullable String wanted) {
    try (SafetensorsFile source = SafetensorsFile.open(file);
        Scope scope = Scope.open()) {
      String name = wanted == null ? only(source, file) : wanted;
      if (!source.names().contains(name)) {
        throw new UsageException(
            "--tensor must name a tensor of %s, got %s; it holds %s"
                .formatted(file, name, String.join(", ", source.names())));
      }
      TensorInfo info = source.info(name);
      long[] shape = info.shape();
      return matrix(source.tensor(name).toDoubles(), shape, name + " in " + file);
    }
  }

  private static String only(SafetensorsFile source, Path file) {
    if (source.names().size() != 1) {
      throw new UsageException(
          "%s holds %d tensors, %s; choose one with --tensor"
              .formatted(file, source.names().size(), String.join(", ", source.names())));
    }
    return source.names().iterator().next();
  }

  /** Rows of a matrix, refused if it is none. */
  static GramInput.Points matrix(double[] values, long[] shape, String what) {
    if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
      throw new BadInputException(
          "inputs must be a matrix with one input a row, but %s has shape %s; reshape it"
              .formatted(what, Arrays.toString(shape)));
    }
    return new GramInput.Points(values, (int) shape[0], (int) shape[1]);
  }

  private static GramInput.Points csv(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read as UTF-8 text".formatted(file), e);
    }
    int columns = lines.isEmpty() ? 0 : lines.get(0).split(",", -1).length;
    double[] values = new double[lines.size() * columns];
    for (int row = 0; row < lines.size(); row++) {
      String[] cells = lines.get(row).split(",", -1);
      if (cells.length != columns) {
        throw new BadInputException(
            "%s must have %d numbers in every row, got %d in row %d; complete it"
                .formatted(file, columns, cells.length, row + 1));
      }
      for (int column = 0; column < columns; column++) {
        values[row * columns + column] = number(cells[column], file, row + 1);
      }
    }
    return matrix(values, new long[] {lines.size(), columns}, file.toString());
  }

  private static double number(String cell, Path file, int row) {
    try {
      return Double.parseDouble(cell.strip());
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "%s must hold numbers alone, got '%s' in row %d; take headers and texts out"
              .formatted(file, cell.strip(), row),
          e);
    }
  }

  private static void requireFinite(GramInput.Points points, Path file) {
    for (int i = 0; i < points.rows().length; i++) {
      if (!Double.isFinite(points.rows()[i])) {
        throw new BadInputException(
            "inputs must be finite, got %s in row %d, column %d of %s; mend or drop the row"
                .formatted(
                    points.rows()[i],
                    i / points.dimension() + 1,
                    i % points.dimension() + 1,
                    file));
      }
    }
  }
}
