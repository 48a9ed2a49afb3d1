// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A piece of a template that writes text or sets variables. */
sealed interface Statement {
  /** Where it starts in the template, from 1. */
  int line();

  /** How running it ended. */
  enum Flow {
    NORMAL,
    BREAK,
    CONTINUE
  }

  /** Runs it; {@link Statements} does the work. */
  default Flow run(Scope scope, StringBuilder out) {
    scope.rendering().atLine(line());
    scope.rendering().budget().step();
    return Statements.dispatch(this, scope, out);
  }

  /** Text outside tags. */
  record Data(String text, int line) implements Statement {}

  /** {@code {{ value }}}. */
  record Print(Expression value, int line) implements Statement {}

  /** {@code {% set target = value %}}. */
  record Assign(Target target, Expression value, int line) implements Statement {}

  /** {@code {% if %}} with its {@code elif}s nested in {@code otherwise}. */
  record If(Expression condition, List<Statement> then, List<Statement> otherwise, int line)
      implements Statement {}

  /** {@code {% for target in items if filter %}}. */
  record For(
      Target target,
      Expression items,
      @Nullable Expression filter,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /** {@code {% break %}} or {@code {% continue %}}. */
  record Jump(Flow flow, int line) implements Statement {}

  /** {@code {% macro name(parameters) %}}. */
  record DefineMacro(MacroBody macro, int line) implements Statement {}

  /** {@code {% call(parameters) callee(arguments) %}}. */
  record CallBlock(Expression callee, CallArguments arguments, MacroBody caller, int line)
      implements Statement {}

  /** {@code {% generation %}}: the text that the model itself is to write. */
  record Generation(List<Statement> body, int line) implements Statement {}

  /** {@code {% with %}}: its own variables for a stretch. */
  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  /**
   * A macro as written.
   *
   * @param defaults those of the last parameters, as many as there are
   * @param used the special names (varargs, kwargs, caller) that its body reads
   */
  record MacroBody(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      Set<String> used,
      List<Statement> body) {}
}
