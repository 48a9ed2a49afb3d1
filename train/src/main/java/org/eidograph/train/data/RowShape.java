// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eidograph.base.BadInputException;

/**
 * The kinds of row that are recognised, by their keys. Where a row fits several, the first in this
 * order counts: a row with {@code instruction} and {@code text} is an Alpaca row.
 */
public enum RowShape {
  MESSAGES("messages", List.of("messages")),
  SHAREGPT("ShareGPT", List.of("conversations")),
  PREFERENCE("preference", List.of("chosen", "rejected")),
  ALPACA("Alpaca", List.of("instruction", "output")),
  PROMPT_COMPLETION("prompt/completion", List.of("prompt", "completion")),
  TEXT("text", List.of("text"));

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> keys;

  RowShape(String label, List<String> keys) {
    this.label = label;
    this.keys = keys;
  }

  /** The name shown to people. */
  public String label() {
    return label;
  }

  /** The keys that a row of this shape must have. */
  public List<String> keys() {
    return keys;
  }

  /** The shape of a row with these keys, if there is one. */
  static Optional<RowShape> of(Set<String> found) {
    return Arrays.stream(values()).filter(s -> found.containsAll(s.keys)).findFirst();
  }

  /**
   * The shape of a file's first row, which all its rows share.
   *
   * @throws BadInputException if the keys fit no shape, or a shape that is not for fine-tuning
   */
  static RowShape ofFirst(Row row) {
    Set<String> found = Rows.keys(row);
    RowShape shape = of(found).orElseThrow(() -> unknown(row, found));
    if (shape == PREFERENCE) {
      throw new BadInputException(
          "supervised fine-tuning needs one answer a row, but %s is a preference row with the keys"
                  .formatted(row.origin())
              + " %s; map the answer to learn, for example --field completion=chosen"
                  .formatted(found));
    }
    return shape;
  }

  /**
   * Checks that a later row has the shape of the first.
   *
   * @throws BadInputException naming the line and the keys found
   */
  void require(Row row) {
    Set<String> found = Rows.keys(row);
    Optional<RowShape> actual = of(found);
    if (actual.filter(s -> s == this).isPresent()) {
      return;
    }
    for (String key : keys) {
      if (!found.contains(key)) {
        throw new BadInputException(
            "%s needs the key '%s' as the file's first row has it (%s), but has the keys %s"
                .formatted(row.origin(), key, label, found));
      }
    }
    throw new BadInputException(
        "all rows of a file must have one shape, but %s is a %s row with the keys %s where the"
                .formatted(row.origin(), actual.map(RowShape::label).orElse("different"), found)
            + " first row is a %s row".formatted(label));
  }

  private static BadInputException unknown(Row row, Set<String> found) {
    String known =
        Arrays.stream(values()).map(s -> s.label + " " + s.keys).collect(Collectors.joining(", "));
    return new BadInputException(
        "a row must have the keys of a known shape (%s), but %s has %s; name the keys with --field,"
                .formatted(known, row.origin(), found)
            + " for example --field text=body");
  }
}
