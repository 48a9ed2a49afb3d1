// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes, items, slices, calls, filters and tests. */
sealed interface Access extends Expression {
  /** {@code target.name}. */
  record Attribute(Expression target, String name) implements Access {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return Attributes.attribute(target.evaluate(scope), name);
    }
  }

  /** {@code target[key]}. */
  record Item(Expression target, Expression key) implements Access {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return Attributes.item(target.evaluate(scope), key.evaluate(scope));
    }
  }

  /** {@code target[start:stop:step]}; a bound that is left out is null. */
  record Slice(
      Expression target,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step)
      implements Access {
    @Override
    public Object evaluate(Scope scope) {
      Object sliced = target.evaluate(scope);
      return Slicing.slice(sliced, bound(start, scope), bound(stop, scope), bound(step, scope));
    }

    private static @Nullable Object bound(@Nullable Expression bound, Scope scope) {
      return bound == null ? null : bound.evaluate(scope);
    }
  }

  /** {@code callee(arguments)}. */
  record Call(Expression callee, CallArguments arguments) implements Access {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object called = callee.evaluate(scope);
      scope.rendering().budget().step();
      if (called instanceof Callable callable) {
        return callable.call(scope, arguments.evaluate(scope));
      }
      throw called instanceof Undefined undefined
          ? undefined.failure()
          : new JinjaFailure("%s cannot be called".formatted(Kinds.name(called)));
    }
  }

  /** {@code target | name(arguments)}. */
  record Filter(Expression target, String name, CallArguments arguments) implements Access {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Filters.Filter filter = Filters.require(name);
      Object value = target.evaluate(scope);
      scope.rendering().budget().step();
      return filter.apply(scope, value, arguments.evaluate(scope));
    }
  }

  /** {@code target is name(arguments)}. */
  record Test(Expression target, String name, CallArguments arguments) implements Access {
    @Override
    public Object evaluate(Scope scope) {
      Tests.Test test = Tests.require(name);
      return test.holds(target.evaluate(scope), arguments.evaluate(scope));
    }
  }

  /** A filter block's own text, as the value that the filter is applied to. */
  record Captured(List<Statement> body) implements Access {
    @Override
    public Object evaluate(Scope scope) {
      StringBuilder text = new StringBuilder();
      Statements.run(body, scope.child(), text);
      return text.toString();
    }
  }
}
