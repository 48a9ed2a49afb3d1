// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Lines: one JSON object a line, blank lines skipped. */
public final class JsonLinesReader implements RowReader {
  @Override
  public Set<String> extensions() {
    return Set.of("jsonl", "ndjson");
  }

  @Override
  public RowStream open(Path file) {
    return new Lines(file);
  }

  private static final class Lines implements RowStream {
    /** A longer line is a file without line ends, and would fill the memory. */
    private static final int LONGEST_LINE = 1 << 26;

    private final Path file;
    private final StrictUtf8Reader reader;
    private final char[] buffer = new char[1 << 14];
    private int position;
    private int limit;
    private long line;

    Lines(Path file) {
      this.file = file;
      this.reader = StrictUtf8Reader.open(file);
    }

    @Override
    public @Nullable Row next() {
      try {
        for (String text = readLine(); text != null; text = readLine()) {
          if (!text.isBlank()) {
            Origin origin = new Origin(file, line);
            return new Row(object(text, origin), origin);
          }
        }
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private @Nullable String readLine() throws IOException {
      StringBuilder text = new StringBuilder();
      while (refill()) {
        char c = buffer[position++];
        if (c == '\n') {
          line++;
          return text.toString();
        }
        text.append(c);
        if (text.length() > LONGEST_LINE) {
          throw new BadInputException(
              "a line must be at most %d characters, but %s:%d is longer; is it JSON Lines?"
                  .formatted(LONGEST_LINE, file, line + 1));
        }
      }
      line++;
      return text.isEmpty() ? null : text.toString();
    }

    private boolean refill() throws IOException {
      if (position == limit) {
        position = 0;
        limit = Math.max(reader.read(buffer, 0, buffer.length), 0);
      }
      return limit > 0;
    }

    private static ObjectNode object(String text, Origin origin) {
      try {
        JsonNode node = Json.mapper().readTree(text);
        if (node instanceof ObjectNode object) {
          return object;
        }
        throw new BadInputException(
            "%s must hold a JSON object, but holds %s".formatted(origin, node.getNodeType()));
      } catch (JacksonException e) {
        throw new BadInputException(
            "%s is not a valid JSON row%s: %s"
                .formatted(origin, JsonArrayReader.column(e), e.getOriginalMessage()),
            e);
      }
    }
  }
}
