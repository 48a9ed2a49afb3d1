// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param out results; nothing else may be written there, so that a pipe reads only results
 * @param err progress, warnings, errors
 * @param live whether {@code err} is a terminal, so that progress may be drawn there
 * @param color whether {@code out} may carry colour codes
 * @param width columns of the terminal
 */
public record Console(PrintWriter out, PrintWriter err, boolean live, boolean color, int width) {
  private static final int DEFAULT_WIDTH = 100;
  private static final int NARROWEST = 40;

  /**
   * The console of this process, in UTF-8 whatever the machine's locale.
   *
   * @param environment {@code NO_COLOR} and {@code COLUMNS} are honoured
   */
  public static Console ofProcess(Map<String, String> environment) {
    boolean color = isTerminal("stdout") && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        writer(FileDescriptor.out),
        writer(FileDescriptor.err),
        isTerminal("stderr"),
        color,
        width(environment.get("COLUMNS")));
  }

  /** Starts to show how far a task is; silent unless {@link #live}. */
  public Progress progress(String task, long total) {
    return live ? TerminalProgress.start(this, task, total) : Progress.silent();
  }

  /** Says something beside the results, on a line of its own. */
  public void note(String message) {
    err.println(message);
    err.flush();
  }

  /** The launcher knows which streams are terminals; without it Java knows only about both. */
  private static boolean isTerminal(String stream) {
    String told = System.getProperty("eidograph.terminal." + stream);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  private static int width(@Nullable String columns) {
    if (columns == null || !columns.matches("[0-9]{1,4}")) {
      return DEFAULT_WIDTH;
    }
    return Math.max(NARROWEST, Integer.parseInt(columns));
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }
}
