// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.eidograph.base.ExitCode;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.cli.console.Console;
import org.jspecify.annotations.Nullable;

/**
 * A wish to stop that a long command polls between its steps.
 *
 * <p>While one is open, the first Ctrl-C (or a termination signal) only sets {@link #requested}, so
 * that the command can save its work; the second ends the process at once with code 130. Without an
 * open one, Ctrl-C ends the process as usual.
 */
public final class Interruption implements AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final Console console;
  private final List<Runnable> restores = new ArrayList<>();
  private volatile boolean requested;

  private Interruption(Console console) {
    this.console = console;
  }

  /** Starts to listen; close it to give the signals back. */
  public static Interruption listen(Console console) {
    Interruption interruption = new Interruption(console);
    for (String signal : SIGNALS) {
      interruption.install(signal);
    }
    return interruption;
  }

  /** Whether the user wants the run to end after the current step. */
  public boolean requested() {
    return requested;
  }

  /**
   * Ends the run if that was asked for.
   *
   * @param saved what was saved and how to go on, for the message
   */
  public void check(String saved) {
    if (requested) {
      throw new InterruptedRunException("interrupted; " + saved);
    }
  }

  /** What a signal does; a program that embeds the command may call it as well. */
  public void request() {
    if (requested) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.value());
    }
    requested = true;
    console.note("eido: stopping after this step; press Ctrl-C again to end at once");
  }

  @Override
  public void close() {
    restores.forEach(Runnable::run);
    restores.clear();
  }

  /** By reflection: the compiler knows no public signal type, and a JVM may lack this one. */
  private void install(String name) {
    try {
      Object previous = handle(name, handler());
      restores.add(() -> restore(name, previous));
    } catch (ReflectiveOperationException e) {
      // The JVM keeps its signals to itself (for example -Xrs): Ctrl-C then ends it as usual.
    }
  }

  private static void restore(String name, @Nullable Object previous) {
    try {
      handle(name, previous);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signal handler cannot be restored", e);
    }
  }

  private static @Nullable Object handle(String name, @Nullable Object handler)
      throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    return signal
        .getMethod("handle", signal, handlerType)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
  }

  private Object handler() throws ReflectiveOperationException {
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    InvocationHandler body =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                request();
                yield null;
              }
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> "eido interruption";
            };
    return Proxy.newProxyInstance(
        Interruption.class.getClassLoader(), new Class<?>[] {handlerType}, body);
  }
}
