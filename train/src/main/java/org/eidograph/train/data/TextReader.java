// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import org.eidograph.base.Json;
import org.jspecify.annotations.Nullable;

/**
 * Plain text: one document a file. A long document comes as consecutive pieces, each a row with the
 * single key {@code text}; no piece ends inside a surrogate pair.
 */
public final class TextReader implements RowReader {
  /** Characters of one piece: large enough that ordinary files are one piece. */
  private static final int PIECE = 1 << 22;

  private final int pieceLength;

  public TextReader() {
    this(PIECE);
  }

  TextReader(int pieceLength) {
    this.pieceLength = pieceLength;
  }

  @Override
  public Set<String> extensions() {
    return Set.of("txt", "text", "md");
  }

  @Override
  public boolean isDocument() {
    return true;
  }

  @Override
  public RowStream open(Path file) {
    return new Pieces(file, pieceLength);
  }

  private static final class Pieces implements RowStream {
    private final Path file;
    private final StrictUtf8Reader reader;
    private final int pieceLength;
    private long line = 1;

    Pieces(Path file, int pieceLength) {
      this.file = file;
      this.reader = StrictUtf8Reader.open(file);
      this.pieceLength = pieceLength;
    }

    @Override
    public @Nullable Row next() {
      try {
        String text = read();
        if (text.isEmpty()) {
          return null;
        }
        Row row = new Row(Json.object().put("text", text), new Origin(file, line));
        line += text.chars().filter(c -> c == '\n').count();
        return row;
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

    private String read() throws IOException {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[Math.min(pieceLength, 1 << 14)];
      while (text.length() < pieceLength) {
        int count = reader.read(buffer, 0, Math.min(buffer.length, pieceLength - text.length()));
        if (count < 0) {
          return text.toString();
        }
        text.append(buffer, 0, count);
      }
      if (Character.isHighSurrogate(text.charAt(text.length() - 1))) {
        text.append((char) reader.read());
      }
      return text.toString();
    }
  }
}
