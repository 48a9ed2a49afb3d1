// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** What belongs to one rendering as a whole: its clock, its budget, its output, its place. */
final class Rendering {
  private final LocalDateTime now;
  private final Budget budget = new Budget();
  private final StringBuilder output = new StringBuilder();
  private final List<TextRange> generations = new ArrayList<>();
  private int line = 1;

  Rendering(LocalDateTime now) {
    this.now = now;
  }

  LocalDateTime now() {
    return now;
  }

  Budget budget() {
    return budget;
  }

  /** The text of the template itself, as opposed to that of a macro or a captured block. */
  StringBuilder output() {
    return output;
  }

  List<TextRange> generations() {
    return generations;
  }

  /** Notes the text that a {@code generation} block is about to add to the output. */
  void generated(String text) {
    generations.add(new TextRange(output.length(), output.length() + text.length()));
  }

  int line() {
    return line;
  }

  void atLine(int current) {
    line = current;
  }
}
