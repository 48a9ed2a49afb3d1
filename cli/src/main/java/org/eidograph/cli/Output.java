// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.eidograph.cli.console.Renderer;
import org.eidograph.cli.run.ResultPath;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Mixin of every command with a result: {@code --json} and the way to print. */
public final class Output {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  /** Prints one result, as text or as JSON. */
  public <T> void print(T record, Renderer<T> renderer) {
    print(record, renderer, json);
  }

  <T> void print(T record, Renderer<T> renderer, boolean asJson) {
    PrintWriter out = command.commandLine().getOut();
    out.print(renderer.render(record, asJson));
    out.flush();
  }

  /** Says something beside the result, on stderr. */
  public void note(String message) {
    command.commandLine().getErr().println(message);
  }

  /** Says on stderr where a page with figures lies. */
  public void figuresIn(Path page) {
    note("figures in " + ResultPath.of(page));
  }

  /** Whether JSON was asked for. */
  public boolean json() {
    return json;
  }
}
