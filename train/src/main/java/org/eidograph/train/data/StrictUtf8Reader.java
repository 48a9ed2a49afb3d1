// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.BadInputException;

/**
 * Characters of a UTF-8 file, read strictly: a byte sequence that is not UTF-8 is an error that
 * names the line, never a replacement character in the training data.
 *
 * <p>A leading byte order mark is dropped and {@code \r\n} becomes {@code \n}, so a file saved on
 * Windows gives the same characters. {@link #read()} never splits a surrogate pair over two fills,
 * but the two halves may still come in two calls.
 */
final class StrictUtf8Reader extends Reader {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
  private boolean atStart = true;
  private boolean atEnd;
  private long linesDecoded = 1;

  private StrictUtf8Reader(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @throws BadInputException if it cannot be opened
   */
  static StrictUtf8Reader open(Path file) {
    try {
      return new StrictUtf8Reader(file, Files.newInputStream(file));
    } catch (IOException e) {
      throw new BadInputException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int written = 0;
    while (written < length) {
      if (!chars.hasRemaining() && (written > 0 || !fill())) {
        break;
      }
      char c = chars.get();
      if (c == '\r' && nextIsLineFeed()) {
        continue;
      }
      target[offset + written++] = c;
    }
    return written == 0 && length > 0 ? -1 : written;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean nextIsLineFeed() throws IOException {
    return (chars.hasRemaining() || fill()) && chars.get(chars.position()) == '\n';
  }

  /** Decodes the next stretch into {@link #chars}; false at the end of the file. */
  private boolean fill() throws IOException {
    chars.clear();
    while (chars.position() == 0 && !atEnd) {
      bytes.compact();
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      atEnd = count < 0;
      bytes.position(bytes.position() + Math.max(count, 0)).flip();
      CoderResult result = decoder.decode(bytes, chars, atEnd);
      countLines();
      if (result.isError()) {
        throw invalid(result.length());
      }
    }
    chars.flip();
    skipByteOrderMark();
    return chars.hasRemaining() || (!atEnd && fill());
  }

  private void countLines() {
    for (int i = 0; i < chars.position(); i++) {
      if (chars.get(i) == '\n') {
        linesDecoded++;
      }
    }
  }

  private void skipByteOrderMark() {
    if (atStart && chars.hasRemaining()) {
      atStart = false;
      if (chars.get(chars.position()) == '\uFEFF') {
        chars.get();
      }
    }
  }

  private BadInputException invalid(int length) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < length; i++) {
      hex.append(i == 0 ? "" : " ").append("%02X".formatted(bytes.get(bytes.position() + i)));
    }
    return new BadInputException(
        "data must be UTF-8, but %s:%d holds the bytes %s; convert the file to UTF-8"
            .formatted(file, linesDecoded, hex));
  }
}
