// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The tokens inside one tag, be it for a value or for a statement. */
final class TagLexer {
  // Longest first, so that // is never read as two divisions.
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final List<Token> tokens;
  private final Deque<String> open = new ArrayDeque<>();
  private int position;
  private int line;

  TagLexer(String source, int position, int line, List<Token> tokens) {
    this.source = source;
    this.position = position;
    this.line = line;
    this.tokens = tokens;
  }

  /**
   * Reads until the closing mark and returns its index (that of the sign before it, if any). Inside
   * brackets the mark does not close, so that {@code {{ {'a': {}} }}} is one tag.
   */
  int scan(String close) {
    while (position < source.length()) {
      if (open.isEmpty() && closesHere(close)) {
        return position;
      }
      next();
    }
    throw new JinjaFailure("a tag is never closed with " + close);
  }

  private boolean closesHere(String close) {
    char c = source.charAt(position);
    boolean signed = c == '-' || (c == '+' && close.equals("%}"));
    return source.startsWith(close, signed ? position + 1 : position);
  }

  private void next() {
    char c = source.charAt(position);
    if (Whitespace.isSpace(c)) {
      line += c == '\n' ? 1 : 0;
      position++;
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (c == '\'' || c == '"') {
      string(c);
    } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      name();
    } else {
      operator();
    }
  }

  private void emit(Token.Kind kind, String text, int end) {
    tokens.add(new Token(kind, text, line));
    position = end;
  }

  private void name() {
    int end = position + 1;
    while (end < source.length() && isNamePart(source.charAt(end))) {
      end++;
    }
    emit(Token.Kind.NAME, source.substring(position, end), end);
  }

  private static boolean isNamePart(char c) {
    return c == '_'
        || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }

  private void number() {
    boolean afterDot = position > 0 && source.charAt(position - 1) == '.';
    int end = digits(position);
    int fraction = end;
    if (!afterDot && fraction + 1 < source.length() && source.charAt(fraction) == '.') {
      int more = digits(fraction + 1);
      fraction = more > fraction + 1 ? more : fraction;
    }
    int exponent = afterDot ? fraction : exponentEnd(fraction);
    Token.Kind kind = exponent > end ? Token.Kind.FLOAT : Token.Kind.INTEGER;
    int stop = kind == Token.Kind.FLOAT ? exponent : end;
    String text = source.substring(position, stop).replace("_", "");
    if (kind == Token.Kind.INTEGER && text.length() > 1 && text.startsWith("0")) {
      throw JinjaFailure.unsupported("the integer literal " + text + " with a leading zero");
    }
    emit(kind, text, stop);
  }

  private int digits(int from) {
    int end = from;
    while (end < source.length()
        && (Character.digit(source.charAt(end), 10) >= 0 || source.charAt(end) == '_')) {
      end++;
    }
    return end;
  }

  private int exponentEnd(int from) {
    if (from >= source.length() || Character.toLowerCase(source.charAt(from)) != 'e') {
      return from;
    }
    int at = from + 1;
    if (at < source.length() && "+-".indexOf(source.charAt(at)) >= 0) {
      at++;
    }
    int end = digits(at);
    return end > at ? end : from;
  }

  private void string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new JinjaFailure("a string literal is never closed with " + quote);
    }
    String body = source.substring(position + 1, end);
    emit(Token.Kind.STRING, StringLiteral.unescape(body), end + 1);
    line += (int) body.chars().filter(c -> c == '\n').count();
  }

  private void operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        balance(operator);
        emit(Token.Kind.OPERATOR, operator, position + operator.length());
        return;
      }
    }
    throw new JinjaFailure(
        "unexpected character '%s'".formatted(Character.toString(source.codePointAt(position))));
  }

  private void balance(String operator) {
    int opening = "([{".indexOf(operator);
    int closing = ")]}".indexOf(operator);
    if (opening >= 0) {
      open.push(")]}".substring(opening, opening + 1));
    } else if (closing >= 0 && (open.isEmpty() || !open.pop().equals(operator))) {
      throw new JinjaFailure("unexpected '%s'".formatted(operator));
    }
  }
}
