// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code str.format} with plain fields: {@code {}}, {@code {0}}, {@code {name}}. */
final class BraceFormat {
  private static final Pattern PIECE = Pattern.compile("\\{\\{|\\}\\}|\\{([^{}]*)\\}|[{}]");

  private BraceFormat() {}

  static String format(String template, Arguments given) {
    StringBuilder out = new StringBuilder();
    Matcher pieces = PIECE.matcher(template);
    int automatic = 0;
    int at = 0;
    while (pieces.find()) {
      out.append(template, at, pieces.start());
      at = pieces.end();
      String field = pieces.group(1);
      if (field == null) {
        out.append(escaped(pieces.group()));
      } else {
        out.append(Printing.text(value(field.isEmpty() ? "" + automatic++ : field, given)));
      }
      Budget.checkSize(out.length());
    }
    return out.append(template.substring(at)).toString();
  }

  private static char escaped(String brace) {
    if (brace.length() == 1) {
      throw new JinjaFailure("str.format: a single '%s'".formatted(brace));
    }
    return brace.charAt(0);
  }

  private static @Nullable Object value(String field, Arguments given) {
    if (field.matches("\\d{1,6}")) {
      int index = Integer.parseInt(field);
      if (index >= given.positional().size()) {
        throw new JinjaFailure("str.format has no argument %d".formatted(index));
      }
      return given.positional().get(index);
    } else if (!field.matches("\\w+")) {
      throw JinjaFailure.unsupported("the str.format field {%s}".formatted(field));
    } else if (!given.named().containsKey(field)) {
      throw new JinjaFailure("str.format has no argument '%s'".formatted(field));
    }
    return given.named().get(field);
  }
}
