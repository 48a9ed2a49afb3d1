// Licensed under the Apache License, Version 2.0.
package org.eidograph.papers;

import java.util.List;

/**
 * One paper of the registry.
 *
 * @param id short name on the command line
 * @param title in full
 * @param authors in the paper's order
 * @param year of the first version
 * @param arxiv its number there, without version
 * @param question what it answers, in one sentence
 * @param state whether its claims can be run
 */
public record Paper(
    String id,
    String title,
    List<String> authors,
    int year,
    String arxiv,
    String question,
    State state) {
  public Paper {
    authors = List.copyOf(authors);
  }

  /** Whether the claims can be run. */
  public enum State {
    /** There is a reproduction. */
    RUNNABLE,
    /** Only listed so far. */
    PLANNED
  }

  /** Family names and year, for example {@code Hayou, Ghosh, Yu (2024)}. */
  public String citation() {
    return "%s (%d)"
        .formatted(String.join(", ", authors.stream().map(Paper::familyName).toList()), year);
  }

  private static String familyName(String author) {
    return COMPOUND_NAMES.stream()
        .filter(author::endsWith)
        .findFirst()
        .orElse(author.substring(author.lastIndexOf(' ') + 1));
  }

  /** Family names of more than one word. */
  private static final List<String> COMPOUND_NAMES = List.of("El Firdoussi");
}
