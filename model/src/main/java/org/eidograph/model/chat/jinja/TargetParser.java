// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what stands to the left of an assignment, and in front of the {@code in} of a loop. */
final class TargetParser {
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream stream;

  TargetParser(TokenStream stream) {
    this.stream = stream;
  }

  /** One or several names; several are unpacked. Stops before the word {@code in}. */
  Target target() {
    List<Target> targets = new ArrayList<>();
    boolean bracketed = stream.skipOperator("(");
    boolean several = false;
    do {
      if (!stream.at(Token.Kind.NAME) || stream.atName("in")) {
        break;
      }
      targets.add(one());
      several |= stream.atOperator(",");
    } while (stream.skipOperator(","));
    if (bracketed) {
      stream.expectOperator(")");
    }
    if (targets.isEmpty()) {
      throw new JinjaFailure("expected a name, found " + stream.current().describe());
    }
    return several ? new Target.Unpacking(targets) : targets.get(0);
  }

  /** A name, or an attribute of a namespace. */
  Target one() {
    String name = stream.expectName();
    if (CONSTANTS.contains(name)) {
      throw new JinjaFailure("'%s' cannot be assigned to".formatted(name));
    }
    return stream.skipOperator(".")
        ? new Target.NamespaceAttribute(name, stream.expectName())
        : new Target.Variable(name);
  }
}
