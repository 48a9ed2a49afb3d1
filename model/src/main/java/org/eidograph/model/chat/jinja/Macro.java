// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro with the scope in which it was defined, whose variables it sees as they are when called. */
final class Macro implements Callable {
  private final Statement.MacroBody body;
  private final Scope definedIn;

  Macro(Statement.MacroBody body, Scope definedIn) {
    this.body = body;
    this.definedIn = definedIn;
  }

  @Override
  public String name() {
    return body.name();
  }

  @Override
  public Object call(Scope scope, Arguments arguments) {
    return render(scope, arguments, null);
  }

  /** Its text; {@code caller} is the body of a call block, if one called it. */
  String render(Scope scope, Arguments arguments, @Nullable Macro caller) {
    Rendering rendering = scope.rendering();
    int line = rendering.line();
    Scope inner = definedIn.child();
    rendering.budget().enterCall();
    bind(inner, arguments, caller);
    StringBuilder text = new StringBuilder();
    Statements.run(body.body(), inner, text);
    rendering.budget().leaveCall();
    rendering.atLine(line); // a failure, which ends the rendering, keeps its own line
    return text.toString();
  }

  private void bind(Scope inner, Arguments arguments, @Nullable Macro caller) {
    List<@Nullable Object> given = arguments.positional();
    Map<String, @Nullable Object> named = new LinkedHashMap<>(arguments.named());
    Object passedCaller = caller == null ? named.remove("caller") : caller;
    int taken = Math.min(given.size(), body.parameters().size());
    for (int i = 0; i < body.parameters().size(); i++) {
      String parameter = body.parameters().get(i);
      boolean isNamed = named.containsKey(parameter);
      if (i < taken) {
        inner.set(parameter, given.get(i));
      } else {
        inner.set(parameter, isNamed ? named.remove(parameter) : fallback(i, inner));
      }
    }
    special("varargs", new Tuple(given.subList(taken, given.size())), inner);
    special("kwargs", named, inner);
    if (body.used().contains("caller")) {
      inner.set(
          "caller",
          passedCaller == null ? new Undefined("no caller was given") : passedCaller);
    } else if (passedCaller != null) {
      throw new JinjaFailure("the macro %s has no use for a caller".formatted(body.name()));
    }
  }

  private @Nullable Object fallback(int parameter, Scope inner) {
    int at = parameter - (body.parameters().size() - body.defaults().size());
    return at >= 0
        ? body.defaults().get(at).evaluate(inner)
        : new Undefined("the parameter '%s' was not given".formatted(body.parameters().get(parameter)));
  }

  private void special(String name, Object rest, Scope inner) {
    if (body.used().contains(name)) {
      inner.set(name, rest);
    } else if (Kinds.length(rest) > 0) {
      throw new JinjaFailure(
          "the macro %s has no use for the argument %s"
              .formatted(body.name(), Printing.representation(rest)));
    }
  }
}
