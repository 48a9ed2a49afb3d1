// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs statements. */
final class Statements {
  private Statements() {}

  /** Runs a body in the given scope until it ends or a jump leaves it. */
  static Statement.Flow run(List<Statement> body, Scope scope, StringBuilder out) {
    for (Statement statement : body) {
      Statement.Flow flow = statement.run(scope, out);
      if (flow != Statement.Flow.NORMAL) {
        return flow;
      }
    }
    return Statement.Flow.NORMAL;
  }

  static Statement.Flow dispatch(Statement statement, Scope scope, StringBuilder out) {
    if (statement instanceof Statement.Data data) {
      write(data.text(), out);
    } else if (statement instanceof Statement.Print print) {
      write(Printing.text(print.value().evaluate(scope)), out);
    } else if (statement instanceof Statement.Assign assign) {
      assign.target().assign(scope, assign.value().evaluate(scope));
    } else if (statement instanceof Statement.If branch) {
      boolean holds = Kinds.truth(branch.condition().evaluate(scope));
      return run(holds ? branch.then() : branch.otherwise(), scope, out);
    } else if (statement instanceof Statement.For loop) {
      loop(loop, scope, out);
    } else if (statement instanceof Statement.Jump jump) {
      return jump.flow();
    } else {
      blocks(statement, scope, out);
    }
    return Statement.Flow.NORMAL;
  }

  private static void blocks(Statement statement, Scope scope, StringBuilder out) {
    if (statement instanceof Statement.DefineMacro define) {
      scope.set(define.macro().name(), new Macro(define.macro(), scope));
    } else if (statement instanceof Statement.CallBlock call) {
      call(call, scope, out);
    } else if (statement instanceof Statement.Generation generation) {
      StringBuilder text = new StringBuilder();
      run(generation.body(), scope.child(), text);
      scope.rendering().generated(text.toString());
      write(text.toString(), out);
    } else if (statement instanceof Statement.With with) {
      Scope inner = scope.child();
      for (int i = 0; i < with.targets().size(); i++) {
        with.targets().get(i).assign(inner, with.values().get(i).evaluate(scope));
      }
      run(with.body(), inner, out);
    }
  }

  private static void loop(Statement.For loop, Scope scope, StringBuilder out) {
    List<@Nullable Object> items = selected(loop, scope);
    if (items.isEmpty()) {
      run(loop.otherwise(), scope.child(), out);
      return;
    }
    int depth = scope.get("loop") instanceof LoopState outer ? outer.depth() + 1 : 0;
    LoopState state = new LoopState(items, depth);
    for (int i = 0; i < items.size(); i++) {
      scope.rendering().budget().step();
      state.at(i);
      Scope pass = scope.child();
      pass.set("loop", state);
      loop.target().assign(pass, items.get(i));
      if (run(loop.body(), pass, out) == Statement.Flow.BREAK) {
        return;
      }
    }
  }

  private static List<@Nullable Object> selected(Statement.For loop, Scope scope) {
    List<@Nullable Object> items = Kinds.items(loop.items().evaluate(scope));
    scope.rendering().budget().steps(items.size());
    if (loop.filter() == null) {
      return items;
    }
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : items) {
      Scope pass = scope.child();
      loop.target().assign(pass, item);
      if (Kinds.truth(loop.filter().evaluate(pass))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static void call(Statement.CallBlock call, Scope scope, StringBuilder out) {
    Object callee = call.callee().evaluate(scope);
    if (!(callee instanceof Macro macro)) {
      throw Kinds.wrong("a call block", "a macro", callee);
    }
    Arguments arguments = call.arguments().evaluate(scope);
    write(macro.render(scope, arguments, new Macro(call.caller(), scope)), out);
  }

  static void write(String text, StringBuilder out) {
    Budget.checkSize((long) out.length() + text.length());
    out.append(text);
  }
}
