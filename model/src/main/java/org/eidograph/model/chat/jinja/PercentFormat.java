// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code 'text %s' % values} with the conversions s, r, d, i, f and x. */
final class PercentFormat {
  private static final Pattern FIELD =
      Pattern.compile("%(?:\\((\\w+)\\))?([-0]?)(\\d{0,4})(?:\\.(\\d{1,3}))?(.?)", Pattern.DOTALL);

  private PercentFormat() {}

  static String format(String template, @Nullable Object values) {
    List<@Nullable Object> given = values instanceof Tuple tuple ? tuple : Tuple.of(values);
    Iterator<@Nullable Object> rest = given.iterator();
    StringBuilder out = new StringBuilder();
    Matcher fields = FIELD.matcher(template);
    int at = 0;
    while (fields.find()) {
      out.append(template, at, fields.start());
      at = fields.end();
      boolean percent = "%".equals(fields.group(5));
      out.append(percent ? "%" : field(fields, fields.group(1) == null ? rest : named(fields, values)));
      Budget.checkSize(out.length());
    }
    if (rest.hasNext() && !(values instanceof Map)) {
      throw new JinjaFailure("%: there are more values than fields");
    }
    return out.append(template.substring(at)).toString();
  }

  private static Iterator<@Nullable Object> named(Matcher field, @Nullable Object values) {
    String name = field.group(1);
    if (!(values instanceof Map<?, ?> map) || !map.containsKey(name)) {
      throw new JinjaFailure("%%: there is no value named '%s'".formatted(name));
    }
    return Tuple.of((Object) map.get(name)).iterator();
  }

  private static String field(Matcher field, Iterator<@Nullable Object> values) {
    if (!values.hasNext()) {
      throw new JinjaFailure("%: there are fewer values than fields");
    }
    String text = converted(field, values.next());
    String width = field.group(3);
    int missing = (width.isEmpty() ? 0 : Integer.parseInt(width)) - Kinds.length(text);
    String padding = " ".repeat(Math.max(0, missing));
    if (field.group(2).equals("-")) {
      return text + padding;
    } else if (field.group(2).equals("0") && "dif".contains(field.group(5))) {
      return String.valueOf(
          StringPadding.zeroFill(text, Arguments.of(Tuple.of((long) text.length() + padding.length()))));
    }
    return padding + text;
  }

  private static String converted(Matcher field, @Nullable Object value) {
    String precision = field.group(4);
    return switch (field.group(5)) {
      case "s" -> cut(Printing.text(value), precision);
      case "r" -> cut(Printing.representation(value), precision);
      case "d", "i" -> Long.toString((long) Kinds.number(number(value)));
      case "x" -> Long.toHexString(Kinds.integer(value, "%x"));
      case "f" -> fixed(Kinds.number(number(value)), precision);
      default -> throw JinjaFailure.unsupported("the format '%s'".formatted(field.group()));
    };
  }

  private static @Nullable Object number(@Nullable Object value) {
    if (!Kinds.isNumber(value)) {
      throw Kinds.wrong("a % field", "a number", value);
    }
    return value;
  }

  private static String cut(String text, @Nullable String precision) {
    return precision == null || Kinds.length(text) <= Integer.parseInt(precision)
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Integer.parseInt(precision)));
  }

  private static String fixed(double value, @Nullable String precision) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return FloatText.of(value);
    }
    int digits = precision == null ? 6 : Integer.parseInt(precision);
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
