// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expressions, from the loosest binding (inline if) to the operators; {@link OperandParser} goes on. */
final class ExpressionParser {
  private static final int DEEPEST = 150;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream stream;
  private final OperandParser operands;
  private int depth;

  ExpressionParser(TokenStream stream, Set<String> namesSeen) {
    this.stream = stream;
    this.operands = new OperandParser(stream, this, namesSeen);
  }

  OperandParser operands() {
    return operands;
  }

  /** One expression, with or without a trailing inline if. */
  Expression expression(boolean withCondition) {
    enter();
    Expression value = withCondition ? conditional() : or();
    depth--;
    return value;
  }

  Expression expression() {
    return expression(true);
  }

  /** One expression, or several between commas, which make a tuple. */
  Expression tuple(boolean withCondition) {
    List<Expression> items = new ArrayList<>();
    boolean isTuple = false;
    do {
      if (tupleEnds()) {
        break;
      }
      items.add(expression(withCondition));
      isTuple |= stream.atOperator(",");
    } while (stream.skipOperator(","));
    if (items.isEmpty()) {
      throw new JinjaFailure("expected a value, found " + stream.current().describe());
    }
    return isTuple ? new Atom.TupleLiteral(items) : items.get(0);
  }

  private boolean tupleEnds() {
    return stream.at(Token.Kind.VARIABLE_END)
        || stream.at(Token.Kind.BLOCK_END)
        || stream.atOperator(")");
  }

  private void enter() {
    if (++depth > DEEPEST) {
      throw new JinjaFailure("an expression is nested deeper than %d".formatted(DEEPEST));
    }
  }

  private Expression conditional() {
    Expression value = or();
    while (stream.skipName("if")) {
      Expression condition = or();
      Expression otherwise = stream.skipName("else") ? nestedConditional() : null;
      value = new Operation.Conditional(condition, value, otherwise);
    }
    return value;
  }

  private Expression nestedConditional() {
    return expression(true);
  }

  private Expression or() {
    Expression left = and();
    while (stream.skipName("or")) {
      left = new Operation.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (stream.skipName("and")) {
      left = new Operation.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!stream.skipName("not")) {
      return comparison();
    }
    enter();
    Expression negated = new Operation.Not(not());
    depth--;
    return negated;
  }

  private Expression comparison() {
    Expression first = sum();
    List<Operation.Operand> rest = new ArrayList<>();
    for (String operator = comparer(); operator != null; operator = comparer()) {
      rest.add(new Operation.Operand(operator, sum()));
    }
    return rest.isEmpty() ? first : new Operation.Comparison(first, rest);
  }

  private @Nullable String comparer() {
    if (stream.at(Token.Kind.OPERATOR) && COMPARISONS.contains(stream.current().text())) {
      return stream.next().text();
    } else if (stream.skipName("in")) {
      return "in";
    } else if (stream.atName("not") && stream.look().is(Token.Kind.NAME, "in")) {
      stream.next();
      stream.next();
      return "not in";
    }
    return null;
  }

  private Expression sum() {
    Expression left = concatenation();
    while (stream.atOperator("+") || stream.atOperator("-")) {
      left = new Operation.Binary(stream.next().text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    Expression first = product();
    if (!stream.atOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (stream.skipOperator("~")) {
      parts.add(product());
    }
    return new Operation.Concatenation(parts);
  }

  private Expression product() {
    Expression left = power();
    while (stream.atOperator("*")
        || stream.atOperator("/")
        || stream.atOperator("//")
        || stream.atOperator("%")) {
      left = new Operation.Binary(stream.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (stream.atOperator("**")) {
      left = new Operation.Binary(stream.next().text(), left, unary(true));
    }
    return left;
  }

  /** A sign binds tighter than a filter: {@code -1 | abs} is 1. */
  private Expression unary(boolean withFilters) {
    Expression value;
    if (stream.atOperator("-") || stream.atOperator("+")) {
      enter();
      value = new Operation.Sign(stream.next().text().equals("-"), unary(false));
      depth--;
    } else {
      value = operands.primary();
    }
    Expression accessed = operands.postfix(value);
    return withFilters ? operands.filtersAndTests(accessed) : accessed;
  }

  /** The arguments of a call, with their brackets. */
  CallArguments arguments() {
    stream.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression list = null;
    Expression dictionary = null;
    while (!stream.atOperator(")")) {
      if (stream.skipOperator("*")) {
        list = expression();
      } else if (stream.skipOperator("**")) {
        dictionary = expression();
      } else if (stream.at(Token.Kind.NAME) && stream.look().is(Token.Kind.OPERATOR, "=")) {
        String name = stream.expectName();
        stream.expectOperator("=");
        named.put(name, expression());
      } else {
        positional.add(positional(named));
      }
      if (!stream.atOperator(")")) {
        stream.expectOperator(",");
      }
    }
    stream.expectOperator(")");
    return new CallArguments(positional, named, list, dictionary);
  }

  private Expression positional(Map<String, Expression> named) {
    if (!named.isEmpty()) {
      throw new JinjaFailure("a positional argument stands after a named one");
    }
    return expression();
  }
}
