// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as Python prints them: {@code str()} outside, {@code repr()} inside containers. */
final class Printing {
  /** Beyond this, nothing that a checkpoint's template prints. */
  private static final int DEEPEST = 200;

  private final StringBuilder out = new StringBuilder();
  private int depth;

  private Printing() {}

  /** {@code str(value)}. */
  static String text(@Nullable Object value) {
    if (value instanceof String || value instanceof Markup) {
      return value.toString();
    } else if (value instanceof Undefined) {
      return "";
    }
    return representation(value);
  }

  /** {@code repr(value)}. */
  static String representation(@Nullable Object value) {
    Printing printing = new Printing();
    printing.print(value);
    return printing.out.toString();
  }

  private void print(@Nullable Object value) {
    Budget.checkSize(out.length());
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean bool) {
      out.append(bool ? "True" : "False");
    } else if (value instanceof Double number) {
      out.append(FloatText.of(number));
    } else if (value instanceof String text) {
      quote(text);
    } else if (value instanceof Markup markup) {
      out.append("Markup(");
      quote(markup.text());
      out.append(')');
    } else if (value instanceof Long || value instanceof Range || value instanceof Undefined) {
      out.append(value);
    } else {
      nested(value);
    }
  }

  private void nested(Object value) {
    if (++depth > DEEPEST) {
      throw new JinjaFailure("a value nested deeper than %d cannot be printed".formatted(DEEPEST));
    }
    if (value instanceof Tuple tuple) {
      list(tuple, "(", tuple.size() == 1 ? ",)" : ")");
    } else if (value instanceof List<?> list) {
      list(list, "[", "]");
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof Namespace namespace) {
      out.append("<Namespace ");
      map(namespace.attributes());
      out.append('>');
    } else if (value instanceof Iteration iteration && iteration.isView()) {
      list(iteration.walk(), iteration.viewName() + "([", "])");
    } else {
      throw JinjaFailure.unsupported("printing a " + Kinds.name(value));
    }
    depth--;
  }

  private void list(List<?> items, String open, String close) {
    out.append(open);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      print(item);
      separator = ", ";
    }
    out.append(close);
  }

  private void map(Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      print(entry.getKey());
      out.append(": ");
      print(entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void quote(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> character(c, quote));
    out.append(quote);
  }

  private void character(int c, char quote) {
    int simple = "\n\r\t\\".indexOf(c);
    if (simple >= 0) {
      out.append('\\').append("nrt\\".charAt(simple));
    } else if (c == quote) {
      out.append('\\').append(quote);
    } else if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else {
      out.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
    }
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
