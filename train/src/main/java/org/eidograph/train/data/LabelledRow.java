// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.eidograph.base.BadInputException;
import tools.jackson.databind.JsonNode;

/**
 * A text and its class as a file gives them: the keys {@code text} and {@code label}, or what a
 * field mapping reads in their place.
 *
 * @param label a name, or a number written out
 */
record LabelledRow(String text, String label, Origin origin) {
  /** Hands over every row of a file, in order. */
  static void forEach(
      Path file, RowReaders readers, FieldMapping fields, Consumer<LabelledRow> action) {
    RowReader reader = readers.forFile(file);
    if (reader.isDocument()) {
      throw new BadInputException(
          "classification needs rows with a text and a label, but %s is one document; give CSV or JSONL"
              .formatted(file));
    }
    long count = 0;
    try (RowStream rows = reader.open(file)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        action.accept(of(fields.apply(row)));
        count++;
      }
    }
    if (count == 0) {
      throw new BadInputException(
          "a data file must hold at least one row, but %s is empty".formatted(file));
    }
  }

  private static LabelledRow of(Row row) {
    JsonNode label = row.fields().get("label");
    if (label == null || !(label.isString() || label.isIntegralNumber() || label.isBoolean())) {
      throw new BadInputException(
          "%s needs a 'label', a name or a whole number, but it is %s and the keys are %s; name the column with --field label=NAME"
              .formatted(row.origin(), Rows.kind(label), Rows.keys(row)));
    }
    String name = label.isString() ? label.stringValue().strip() : label.toString();
    if (name.isEmpty()) {
      throw new BadInputException("%s needs a 'label', but it is empty".formatted(row.origin()));
    }
    return new LabelledRow(Rows.string(row, "text"), name, row.origin());
  }
}
