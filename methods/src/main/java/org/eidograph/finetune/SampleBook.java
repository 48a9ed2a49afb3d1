// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import tools.jackson.core.JacksonException;

/**
 * What became of a run's prompts, from before the first step on: {@code samples.jsonl}, one JSON
 * object a line. It stays in the run's directory, so that a resumed run still knows its beginning.
 */
public final class SampleBook {
  static final String FILE = "samples.jsonl";

  private final Path file;
  private final List<Entry> entries;

  private SampleBook(Path file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * One line.
   *
   * @param step optimizer steps done
   * @param text the greedy continuation
   */
  public record Entry(long step, String prompt, String text) {}

  /** An empty book. */
  public static SampleBook start(Path directory) {
    return new SampleBook(directory.resolve(FILE), new ArrayList<>());
  }

  /**
   * The book of an interrupted run without what it wrote after a step; an absent file is an empty
   * book.
   *
   * @throws BadInputException if a line is not one of ours
   */
  public static SampleBook resume(Path directory, long step) {
    Path file = directory.resolve(FILE);
    List<Entry> entries = new ArrayList<>();
    if (Files.exists(file)) {
      try {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          entries.add(entry(lines.get(i), "%s line %d".formatted(file, i + 1)));
        }
      } catch (IOException e) {
        throw new BadInputException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
      }
    }
    entries.removeIf(entry -> entry.step() > step);
    return new SampleBook(file, entries);
  }

  private static Entry entry(String line, String origin) {
    try {
      return Json.mapper().treeToValue(Json.parse(line, origin), Entry.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s must be a sample with step, prompt and text, but is: %s; move the file away to go on"
              .formatted(origin, line),
          e);
    }
  }

  /** Writes a sample down, in place of an older one of the same step and prompt. */
  void put(Entry entry) {
    entries.removeIf(e -> e.step() == entry.step() && e.prompt().equals(entry.prompt()));
    entries.add(entry);
    AtomicFiles.writeString(
        file, entries.stream().map(e -> Json.line(e) + "\n").collect(Collectors.joining()));
  }

  Optional<String> at(long step, String prompt) {
    return of(prompt).stream().filter(e -> e.step() == step).map(Entry::text).findFirst();
  }

  /** A prompt's samples in the order they were taken. */
  List<Entry> of(String prompt) {
    return entries.stream().filter(e -> e.prompt().equals(prompt)).toList();
  }
}
