// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.eidograph.base.BadInputException;

/**
 * The classes that labelled rows name, numbered from 0.
 *
 * @param names in the order of their numbers
 */
public record ClassLabels(List<String> names) {
  /** More classes than that are ids of something else. */
  private static final int MOST = 100_000;

  public ClassLabels {
    names = List.copyOf(names);
  }

  /**
   * The classes of some data: names in alphabetical order; or, where every label is a whole number,
   * ids from 0 to the largest, named {@code LABEL_0} and so on as transformers does.
   *
   * @param paths files, or directories with {@code train.*}
   * @throws BadInputException if a row has no label, or all rows have the same
   */
  public static ClassLabels inData(List<Path> paths, FieldMapping fields) {
    RowReaders readers = RowReaders.installed();
    TreeSet<String> found = new TreeSet<>();
    for (Path file : DataFiles.resolve(paths, List.of(), readers).of(Split.TRAIN)) {
      LabelledRow.forEach(file, readers, fields, row -> found.add(row.label()));
    }
    List<String> names =
        found.stream().allMatch(ClassLabels::isId) ? numbered(found) : new ArrayList<>(found);
    if (names.size() < 2) {
      throw new BadInputException(
          "classification needs rows of at least two classes, but in %s all are %s"
              .formatted(paths, found));
    }
    return new ClassLabels(names);
  }

  private static boolean isId(String label) {
    return label.matches("0|[1-9]\\d{0,5}");
  }

  private static List<String> numbered(TreeSet<String> ids) {
    int largest = ids.stream().mapToInt(Integer::parseInt).max().orElse(-1);
    if (largest >= MOST) {
      throw new BadInputException(
          "class ids must lie below %d, but reach %d; is this the column of the labels?"
              .formatted(MOST, largest));
    }
    return IntStream.rangeClosed(0, largest).mapToObj(i -> "LABEL_" + i).toList();
  }

  /** Number of classes. */
  public int size() {
    return names.size();
  }

  /**
   * The number of a row's class, by its name or, if no class is called so, by its id.
   *
   * @throws BadInputException if there is no such class
   */
  int id(LabelledRow row) {
    int byName = names.indexOf(row.label());
    if (byName >= 0) {
      return byName;
    }
    if (isId(row.label()) && Integer.parseInt(row.label()) < names.size()) {
      return Integer.parseInt(row.label());
    }
    throw new BadInputException(
        "%s: the label must be one of the %d classes of the training data (%s, ...), but is '%s'"
            .formatted(row.origin(), names.size(), names.get(0), row.label()));
  }
}
