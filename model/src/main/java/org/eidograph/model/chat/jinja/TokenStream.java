// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;

/** A cursor over tokens; it stays on the last one, which is of kind {@code END}. */
final class TokenStream {
  private final List<Token> tokens;
  private int at;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token look() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean at(Token.Kind kind) {
    return current().kind() == kind;
  }

  boolean atOperator(String text) {
    return current().is(Token.Kind.OPERATOR, text);
  }

  boolean atName(String text) {
    return current().is(Token.Kind.NAME, text);
  }

  boolean skipOperator(String text) {
    boolean found = atOperator(text);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipName(String text) {
    boolean found = atName(text);
    if (found) {
      next();
    }
    return found;
  }

  void expectOperator(String text) {
    if (!skipOperator(text)) {
      throw new JinjaFailure("expected '%s', found %s".formatted(text, current().describe()));
    }
  }

  void expectName(String text) {
    if (!skipName(text)) {
      throw new JinjaFailure("expected '%s', found %s".formatted(text, current().describe()));
    }
  }

  String expectName() {
    return expect(Token.Kind.NAME).text();
  }

  Token expect(Token.Kind kind) {
    if (!at(kind)) {
      throw new JinjaFailure("expected %s, found %s".formatted(describe(kind), current().describe()));
    }
    return next();
  }

  private static String describe(Token.Kind kind) {
    return switch (kind) {
      case NAME -> "a name";
      case BLOCK_END -> "'%}'";
      case VARIABLE_END -> "'}}'";
      default -> kind.toString();
    };
  }
}
