// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/**
 * One lexical piece of a template.
 *
 * @param kind what it is
 * @param text its text; a string literal is already unescaped
 * @param line where it starts, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    VARIABLE_BEGIN,
    VARIABLE_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String wantedText) {
    return kind == wanted && text.equals(wantedText);
  }

  /** As an error message names it. */
  String describe() {
    return kind == Kind.END ? "the end of the template" : "'" + text + "'";
  }
}
