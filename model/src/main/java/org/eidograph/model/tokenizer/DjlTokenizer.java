// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.eidograph.base.BadInputException;
import org.eidograph.base.OutOfResourcesException;

/**
 * A tokenizer run by Hugging Face's native library through DJL.
 *
 * <p>Truncation and padding are off, whatever {@code tokenizer.json} says: a text's ids are its
 * own. The library unpacks its native part once into {@code ~/.djl.ai}, or where the system
 * property or environment variable {@code ENGINE_CACHE_DIR} says; nothing is ever downloaded.
 */
final class DjlTokenizer implements Tokenizer {
  static {
    // before the library's first class: both its downloads and its usage report ask these
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer engine;
  private final Vocabulary vocabulary;
  private final OptionalInt bos;
  private final OptionalInt eos;
  // the native object may be freed only while nobody uses it
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private DjlTokenizer(
      HuggingFaceTokenizer engine, Vocabulary vocabulary, OptionalInt bos, OptionalInt eos) {
    this.engine = engine;
    this.vocabulary = vocabulary;
    this.bos = bos;
    this.eos = eos;
  }

  /**
   * Opens {@code tokenizer.json} of a directory, with the special tokens that its neighbours name.
   */
  static DjlTokenizer open(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    Vocabulary vocabulary = Vocabulary.read(file);
    SpecialTokenFiles special = new SpecialTokenFiles(directory, vocabulary);
    OptionalInt bos = special.id("bos_token");
    OptionalInt eos = special.id("eos_token");
    Map<String, String> options = Map.of("padding", "false", "truncation", "false");
    try {
      byte[] bytes = Files.readAllBytes(file);
      HuggingFaceTokenizer engine =
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), options);
      return new DjlTokenizer(engine, vocabulary, bos, eos);
    } catch (LinkageError | EngineException e) {
      // its first class unpacks and loads the native part
      throw new OutOfResourcesException(
          "the tokenizer library needs a folder to unpack its native part into, but that failed (%s); set ENGINE_CACHE_DIR to a folder that can be written and run from"
              .formatted(rootMessage(e)),
          e);
    } catch (IOException | RuntimeException e) {
      throw new BadInputException(
          "%s cannot be used as a tokenizer: %s; save it again with the library that made it"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  @Override
  public Encoding encode(String text, boolean addSpecialTokens) {
    requireUnicode(text);
    ai.djl.huggingface.tokenizers.Encoding encoded =
        using(e -> e.encode(text, addSpecialTokens, false));
    int[] ids = Arrays.stream(encoded.getIds()).mapToInt(Math::toIntExact).toArray();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    CharacterIndex index = new CharacterIndex(text);
    CharSpan[] spans = encoded.getCharTokenSpans();
    for (int i = 0; i < ids.length; i++) {
      // tokens of the template have no span
      boolean inText = spans[i] != null;
      starts[i] = inText ? index.utf16(spans[i].getStart()) : i == 0 ? 0 : ends[i - 1];
      ends[i] = inText ? index.utf16(spans[i].getEnd()) : starts[i];
    }
    return new Encoding(ids, starts, ends);
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException("a token id must not be negative, got " + ids[i]);
      }
      wide[i] = ids[i];
    }
    return ids.length == 0 ? "" : using(e -> e.decode(wide, skipSpecialTokens));
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public OptionalInt id(String token) {
    return vocabulary.id(token);
  }

  @Override
  public OptionalInt bosId() {
    return bos;
  }

  @Override
  public OptionalInt eosId() {
    return eos;
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        engine.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private <T> T using(Function<HuggingFaceTokenizer, T> call) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this tokenizer is closed");
      }
      return call.apply(engine);
    } finally {
      use.readLock().unlock();
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Half a surrogate pair has no UTF-8, so the native side could not take it. */
  private static void requireUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(unit)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (Character.isSurrogate(unit) && !pair) {
        throw new BadInputException(
            "a text must be valid Unicode, but has half of a surrogate pair (U+%04X) at character %d; remove it"
                .formatted((int) unit, i));
      }
      i += pair ? 1 : 0;
    }
  }
}
