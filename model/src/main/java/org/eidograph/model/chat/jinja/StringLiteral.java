// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

/** The escapes of a Python string literal. */
final class StringLiteral {
  private static final String SIMPLE = "\\'\"abfnrtv";
  private static final String SIMPLE_VALUES = "\\'\"\u0007\b\f\n\r\t\u000b";

  private final String body;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private StringLiteral(String body) {
    this.body = body;
  }

  /** What stands between the quotes, with escapes resolved; unknown escapes stay as they are. */
  static String unescape(String body) {
    return body.indexOf('\\') < 0 ? body : new StringLiteral(body).run();
  }

  private String run() {
    while (at < body.length()) {
      char c = body.charAt(at++);
      if (c == '\\' && at < body.length()) {
        escape(body.charAt(at++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      out.append(SIMPLE_VALUES.charAt(simple));
    } else if (c == 'x') {
      code(2);
    } else if (c == 'u') {
      code(4);
    } else if (c == 'U') {
      code(8);
    } else if (c >= '0' && c <= '7') {
      octal();
    } else if (c == 'N') {
      throw JinjaFailure.unsupported("the string escape \\N{name}");
    } else if (c != '\n') {
      out.append('\\').append(c);
    }
  }

  private void code(int digits) {
    int end = at + digits;
    if (end > body.length() || !body.substring(at, end).matches("[0-9a-fA-F]+")) {
      throw new JinjaFailure("a \\x, \\u or \\U escape needs 2, 4 or 8 hexadecimal digits");
    }
    long value = Long.parseLong(body.substring(at, end), 16);
    if (value > Character.MAX_CODE_POINT) {
      throw new JinjaFailure("the escape \\U%s is no character".formatted(body.substring(at, end)));
    }
    out.appendCodePoint((int) value);
    at = end;
  }

  private void octal() {
    int end = at - 1;
    while (end < body.length() && end < at + 2 && body.charAt(end) >= '0' && body.charAt(end) <= '7') {
      end++;
    }
    out.appendCodePoint(Integer.parseInt(body.substring(at - 1, end), 8));
    at = end;
  }
}
