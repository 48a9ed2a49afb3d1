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
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON: one array of objects, read element by element. Objects that simply follow each other, as
 * many files named {@code .json} hold them, are read too.
 */
public final class JsonArrayReader implements RowReader {
  private static final ObjectReader ELEMENT =
      Json.mapper()
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Override
  public Set<String> extensions() {
    return Set.of("json");
  }

  @Override
  public RowStream open(Path file) {
    return new Elements(file);
  }

  /** The column of a syntax error, or nothing if it is not known. */
  static String column(JacksonException e) {
    return e.getLocation() == null ? "" : " (column %d)".formatted(e.getLocation().getColumnNr());
  }

  private static final class Elements implements RowStream {
    private final Path file;
    private final StrictUtf8Reader reader;
    private final JsonParser parser;
    private boolean started;
    private boolean inArray;

    Elements(Path file) {
      this.file = file;
      this.reader = StrictUtf8Reader.open(file);
      this.parser = Json.mapper().createParser(reader);
    }

    @Override
    public @Nullable Row next() {
      try {
        JsonToken token = firstTokenOfElement();
        if (token == null) {
          return null;
        }
        Origin origin = new Origin(file, parser.currentTokenLocation().getLineNr());
        JsonNode node = ELEMENT.readValue(parser);
        if (node instanceof ObjectNode object) {
          return new Row(object, origin);
        }
        throw new BadInputException(
            "a JSON data file must hold an array of objects, but %s holds %s"
                .formatted(origin, node.getNodeType()));
      } catch (JacksonException e) {
        throw malformed(e);
      }
    }

    @Override
    public void close() {
      parser.close();
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private @Nullable JsonToken firstTokenOfElement() {
      JsonToken token = parser.nextToken();
      if (!started) {
        started = true;
        inArray = token == JsonToken.START_ARRAY;
        token = inArray ? parser.nextToken() : token;
      }
      if (inArray && token == JsonToken.END_ARRAY) {
        requireEnd();
        return null;
      }
      return token;
    }

    private void requireEnd() {
      if (parser.nextToken() != null) {
        throw new BadInputException(
            "%s:%d goes on after the end of its array; a JSON data file must hold one array"
                .formatted(file, parser.currentTokenLocation().getLineNr()));
      }
    }

    private BadInputException malformed(JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      return new BadInputException(
          "%s is not valid JSON%s: %s"
              .formatted(new Origin(file, line), column(e), e.getOriginalMessage()),
          e);
    }
  }
}
