// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.model.tokenizer.Tokenizer;

/**
 * A tokenizer small enough to check by hand: a word with the space before it is a token, so is any
 * other character; {@code <s>} = 1 opens a text when special tokens are asked for, {@code </s>} = 2
 * ends one. Ids are a function of the token alone.
 */
final class WordTokenizer implements Tokenizer {
  static final int VOCABULARY = 1_000_003;
  private static final Pattern TOKEN = Pattern.compile("</s>|<s>| ?\\w+|.", Pattern.DOTALL);

  private final Map<Integer, String> texts = new ConcurrentHashMap<>(Map.of(1, "<s>", 2, "</s>"));

  @Override
  public Encoding encode(String text, boolean addSpecialTokens) {
    List<int[]> tokens = new ArrayList<>();
    if (addSpecialTokens) {
      tokens.add(new int[] {1, 0, 0});
    }
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(new int[] {idOf(matcher.group()), matcher.start(), matcher.end()});
    }
    return new Encoding(column(tokens, 0), column(tokens, 1), column(tokens, 2));
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(skipSpecialTokens && id <= 2 ? "" : texts.get(id));
    }
    return text.toString();
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public OptionalInt id(String token) {
    return OptionalInt.of(idOf(token));
  }

  @Override
  public OptionalInt bosId() {
    return OptionalInt.of(1);
  }

  @Override
  public OptionalInt eosId() {
    return OptionalInt.of(2);
  }

  @Override
  public void close() {}

  private int idOf(String token) {
    int id =
        token.equals("<s>")
            ? 1
            : token.equals("</s>") ? 2 : 3 + Math.floorMod(token.hashCode(), 1_000_000);
    texts.put(id, token);
    return id;
  }

  private static int[] column(List<int[]> tokens, int column) {
    return tokens.stream().mapToInt(token -> token[column]).toArray();
  }
}
