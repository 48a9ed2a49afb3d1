// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat.jinja;


import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A method of a str, dict or list, taken off its value but not yet called. */
record BoundMethod(@Nullable Object receiver, String name) implements Callable {
  @Override
  public @Nullable Object call(Scope scope, Arguments arguments) {
    if (receiver instanceof Map<?, ?> map) {
      return ContainerMethods.ofDict(map, name, arguments);
    } else if (receiver instanceof List<?> list) {
      return ContainerMethods.ofList(list, name, arguments);
    }
    String text = String.valueOf(receiver);
    scope.rendering().budget().steps(1 + text.length() / 64);
    Object result = StringMethods.call(text, name, arguments);
    return receiver instanceof Markup && result instanceof String plain
        ? new Markup(plain)
        : result;
  }
}
