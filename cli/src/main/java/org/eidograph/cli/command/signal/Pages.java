// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command.signal;

import java.util.Map;
import org.eidograph.cli.report.Section;

/** What the pages of the signal commands have in common. */
final class Pages {
  private Pages() {}

  /** The rows of a text view as a section. */
  static Section.Facts facts(String heading, Map<String, String> rows) {
    return new Section.Facts(
        heading,
        rows.entrySet().stream()
            .map(row -> Section.Fact.of(row.getKey(), row.getValue()))
            .toList());
  }
}
