// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and tags, with {@code trim_blocks} and {@code lstrip_blocks} on: the
 * line feed after a block or comment tag is dropped, and so is the blank before one that opens its
 * line. A {@code -} beside a tag strips all white space on that side, a {@code +} keeps it.
 *
 * <p>Line ends become {@code \n}, and one at the very end of the template is dropped, as Jinja does.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /**
   * The tokens of a template, ending in one of kind {@code END}.
   *
   * @throws LocatedFailure if a tag or literal is not closed
   */
  static List<Token> tokens(String template) {
    String text = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    try {
      lexer.run();
    } catch (JinjaFailure e) {
      throw new LocatedFailure(lexer.line, e);
    }
    return lexer.tokens;
  }

  private void run() {
    int open = nextTag(position);
    while (open >= 0) {
      tag(open);
      open = nextTag(position);
    }
    emitData(source.substring(position));
    tokens.add(new Token(Token.Kind.END, "", line));
  }

  private int nextTag(int from) {
    int at = source.indexOf('{', from);
    while (at >= 0 && at + 1 < source.length()) {
      if ("{%#".indexOf(source.charAt(at + 1)) >= 0) {
        return at;
      }
      at = source.indexOf('{', at + 1);
    }
    return -1;
  }

  private void tag(int open) {
    char kind = source.charAt(open + 1);
    char sign = signAt(open + 2);
    emitData(stripBeforeTag(source.substring(position, open), sign, kind != '{'));
    int body = open + 2 + (sign == 0 ? 0 : 1);
    if (kind == '#') {
      moveTo(open);
      comment(body);
    } else if (kind == '%' && keywordEnd(body, "raw") >= 0) {
      moveTo(open);
      raw(body);
    } else {
      moveTo(body);
      inside(kind == '{', open);
    }
  }

  private char signAt(int index) {
    char c = index < source.length() ? source.charAt(index) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  private String stripBeforeTag(String text, char sign, boolean block) {
    if (sign == '-') {
      return Whitespace.stripRight(text);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean opensLine = lineStart > 0 || lineStarting;
    if (sign != '+' && block && opensLine && Whitespace.isBlank(text.substring(lineStart))) {
      return text.substring(0, lineStart);
    }
    return text;
  }

  private void comment(int body) {
    int close = source.indexOf("#}", body);
    if (close < 0) {
      throw new JinjaFailure("a comment {# is never closed with #}");
    }
    char sign = close > body ? signAt(close - 1) : 0;
    moveTo(afterBlockEnd(close + 2, sign));
  }

  /** Where a block's {@code %}} or {@code #}} leaves off, given the sign before it. */
  private int afterBlockEnd(int end, char sign) {
    if (sign == '-') {
      return Whitespace.skip(source, end);
    }
    boolean trims = sign == 0 && end < source.length() && source.charAt(end) == '\n';
    return trims ? end + 1 : end;
  }

  /** The index of the sign or {@code %}} that follows {@code word} in a block tag, or -1. */
  private int keywordEnd(int body, String word) {
    int start = Whitespace.skip(source, body);
    if (!source.startsWith(word, start)) {
      return -1;
    }
    int end = Whitespace.skip(source, start + word.length());
    int close = signAt(end) == 0 ? end : end + 1;
    return source.startsWith("%}", close) ? end : -1;
  }

  private void raw(int body) {
    int end = keywordEnd(body, "raw");
    char sign = signAt(end);
    int start = end + (sign == 0 ? 2 : 3);
    moveTo(sign == '-' ? Whitespace.skip(source, start) : start);
    for (int open = source.indexOf("{%", position); open >= 0; ) {
      char openSign = signAt(open + 2);
      int close = keywordEnd(open + 2 + (openSign == 0 ? 0 : 1), "endraw");
      if (close >= 0) {
        emitData(stripBeforeTag(source.substring(position, open), openSign, true));
        char closeSign = signAt(close);
        moveTo(afterBlockEnd(close + (closeSign == 0 ? 2 : 3), closeSign));
        return;
      }
      open = source.indexOf("{%", open + 2);
    }
    throw new JinjaFailure("{% raw %} is never closed with {% endraw %}");
  }

  private void inside(boolean variable, int open) {
    Token.Kind begin = variable ? Token.Kind.VARIABLE_BEGIN : Token.Kind.BLOCK_BEGIN;
    tokens.add(new Token(begin, source.substring(open, open + 2), line));
    TagLexer tag = new TagLexer(source, position, line, tokens);
    int close = tag.scan(variable ? "}}" : "%}");
    moveTo(close);
    char sign = signAt(close);
    int end = close + (sign == 0 ? 2 : 3);
    Token.Kind kind = variable ? Token.Kind.VARIABLE_END : Token.Kind.BLOCK_END;
    tokens.add(new Token(kind, variable ? "}}" : "%}", line));
    if (variable) {
      moveTo(sign == '-' ? Whitespace.skip(source, end) : end);
    } else {
      moveTo(afterBlockEnd(end, sign));
    }
  }

  private void emitData(String text) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Token.Kind.DATA, text, line));
    }
  }

  private void moveTo(int end) {
    for (int i = position; i < end; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    lineStarting = end > position && source.charAt(end - 1) == '\n';
    position = end;
  }
}
