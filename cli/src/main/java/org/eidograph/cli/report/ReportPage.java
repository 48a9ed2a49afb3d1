// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.util.List;

/**
 * A report as a value.
 *
 * @param title what was done, a few words
 * @param subtitle to what, when, with which result; one line, may be empty
 * @param sections in reading order
 */
public record ReportPage(String title, String subtitle, List<Section> sections) {
  public ReportPage {
    sections = List.copyOf(sections);
  }
}
