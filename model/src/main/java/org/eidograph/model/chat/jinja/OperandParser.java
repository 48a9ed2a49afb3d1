// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Literals, names and what may follow them: attributes, items, calls, filters, tests. */
final class OperandParser {
  private static final Set<String> ENDS_TEST = Set.of("else", "or", "and");

  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final Set<String> namesSeen;

  OperandParser(TokenStream stream, ExpressionParser expressions, Set<String> namesSeen) {
    this.stream = stream;
    this.expressions = expressions;
    this.namesSeen = namesSeen;
  }

  Expression primary() {
    Token token = stream.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> new Atom.Literal(adjacentStrings(token.text()));
      case INTEGER -> new Atom.Literal(integer(token.text()));
      case FLOAT -> new Atom.Literal(Double.parseDouble(token.text()));
      default -> bracketed(token);
    };
  }

  private static Long integer(String digits) {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw JinjaFailure.unsupported("the integer %s, beyond 64 bits,".formatted(digits));
    }
  }

  private Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Atom.Literal(true);
      case "false", "False" -> new Atom.Literal(false);
      case "none", "None" -> new Atom.Literal(null);
      default -> {
        namesSeen.add(name);
        yield new Atom.Name(name);
      }
    };
  }

  private String adjacentStrings(String first) {
    StringBuilder text = new StringBuilder(first);
    while (stream.at(Token.Kind.STRING)) {
      text.append(stream.next().text());
    }
    return text.toString();
  }

  private Expression bracketed(Token token) {
    if (token.is(Token.Kind.OPERATOR, "(")) {
      Expression value =
          stream.atOperator(")") ? new Atom.TupleLiteral(List.of()) : expressions.tuple(true);
      stream.expectOperator(")");
      return value;
    } else if (token.is(Token.Kind.OPERATOR, "[")) {
      return list();
    } else if (token.is(Token.Kind.OPERATOR, "{")) {
      return dictionary();
    }
    throw new JinjaFailure("expected a value, found " + token.describe());
  }

  private Expression list() {
    List<Expression> items = new ArrayList<>();
    while (!stream.skipOperator("]")) {
      items.add(expressions.expression());
      if (!stream.atOperator("]")) {
        stream.expectOperator(",");
      }
    }
    return new Atom.ListLiteral(items);
  }

  private Expression dictionary() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.skipOperator("}")) {
      keys.add(expressions.expression());
      stream.expectOperator(":");
      values.add(expressions.expression());
      if (!stream.atOperator("}")) {
        stream.expectOperator(",");
      }
    }
    return new Atom.DictLiteral(keys, values);
  }

  Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      if (stream.skipOperator(".")) {
        value = dotted(value);
      } else if (stream.skipOperator("[")) {
        value = subscript(value);
      } else if (stream.atOperator("(")) {
        value = new Access.Call(value, expressions.arguments());
      } else {
        return value;
      }
    }
  }

  private Expression dotted(Expression target) {
    if (stream.at(Token.Kind.INTEGER)) {
      return new Access.Item(target, primary());
    }
    return new Access.Attribute(target, stream.expectName());
  }

  private Expression subscript(Expression target) {
    Expression start = stream.atOperator(":") ? null : expressions.expression();
    if (start != null && stream.skipOperator("]")) {
      return new Access.Item(target, start);
    }
    stream.expectOperator(":");
    Expression stop = bound();
    Expression step = stream.skipOperator(":") ? bound() : null;
    stream.expectOperator("]");
    return new Access.Slice(target, start, stop, step);
  }

  private @Nullable Expression bound() {
    return stream.atOperator(":") || stream.atOperator("]") ? null : expressions.expression();
  }

  Expression filtersAndTests(Expression start) {
    Expression value = start;
    while (true) {
      if (stream.skipOperator("|")) {
        value = filter(value);
      } else if (stream.skipName("is")) {
        value = test(value);
      } else if (stream.atOperator("(")) {
        value = new Access.Call(value, expressions.arguments());
      } else {
        return value;
      }
    }
  }

  /** A filter's name and arguments, behind the {@code |} or the word {@code filter}. */
  Expression filter(Expression target) {
    String name = stream.expectName();
    CallArguments arguments =
        stream.atOperator("(") ? expressions.arguments() : CallArguments.NONE;
    return new Access.Filter(target, name, arguments);
  }

  private Expression test(Expression target) {
    boolean negated = stream.skipName("not");
    String name = stream.expectName();
    Expression test = new Access.Test(target, name, testArguments());
    return negated ? new Operation.Not(test) : test;
  }

  private CallArguments testArguments() {
    if (stream.atOperator("(")) {
      return expressions.arguments();
    } else if (!startsTestArgument()) {
      return CallArguments.NONE;
    } else if (stream.atName("is")) {
      throw new JinjaFailure("tests cannot be chained with is");
    }
    return new CallArguments(List.of(postfix(primary())), Map.of(), null, null);
  }

  private boolean startsTestArgument() {
    return switch (stream.current().kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME -> !ENDS_TEST.contains(stream.current().text());
      default -> stream.atOperator("[") || stream.atOperator("{");
    };
  }
}
