// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators. */
sealed interface Operation extends Expression {
  /** {@code not a}. */
  record Not(Expression operand) implements Operation {
    @Override
    public Object evaluate(Scope scope) {
      return !Kinds.truth(operand.evaluate(scope));
    }
  }

  /** {@code a and b}: the first operand that decides. */
  record And(Expression left, Expression right) implements Operation {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Kinds.truth(value) ? right.evaluate(scope) : value;
    }
  }

  /** {@code a or b}: the first operand that decides. */
  record Or(Expression left, Expression right) implements Operation {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Kinds.truth(value) ? value : right.evaluate(scope);
    }
  }

  /** {@code then if condition else otherwise}. */
  record Conditional(Expression condition, Expression then, @Nullable Expression otherwise)
      implements Operation {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      if (Kinds.truth(condition.evaluate(scope))) {
        return then.evaluate(scope);
      }
      return otherwise == null
          ? new Undefined("an inline if without else gave no value")
          : otherwise.evaluate(scope);
    }
  }

  /** {@code a < b <= c}: true if each neighbouring pair compares so. */
  record Comparison(Expression first, List<Operand> rest) implements Operation {
    @Override
    public Object evaluate(Scope scope) {
      scope.rendering().budget().step();
      Object left = first.evaluate(scope);
      for (Operand operand : rest) {
        Object right = operand.value().evaluate(scope);
        if (!Comparisons.holds(operand.operator(), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** One operator of a comparison with what stands to its right. */
  record Operand(String operator, Expression value) {}

  /** {@code a + b} and its like. */
  record Binary(String operator, Expression left, Expression right) implements Operation {
    @Override
    public Object evaluate(Scope scope) {
      scope.rendering().budget().step();
      return Arithmetic.apply(operator, left.evaluate(scope), right.evaluate(scope));
    }
  }

  /** {@code -a} or {@code +a}. */
  record Sign(boolean negative, Expression operand) implements Operation {
    @Override
    public Object evaluate(Scope scope) {
      return Arithmetic.sign(negative, operand.evaluate(scope));
    }
  }

  /** {@code a ~ b}: the texts of both. */
  record Concatenation(List<Expression> parts) implements Operation {
    @Override
    public Object evaluate(Scope scope) {
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        text.append(Printing.text(part.evaluate(scope)));
        Budget.checkSize(text.length());
      }
      scope.rendering().budget().steps(1 + text.length() / 64);
      return text.toString();
    }
  }
}
