// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.console;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar redrawn in place on stderr. */
final class TerminalProgress implements Progress {
  private static final int INTERVAL_MILLISECONDS = 200;

  private final Console console;
  private final ProgressBar bar;

  private TerminalProgress(Console console, ProgressBar bar) {
    this.console = console;
    this.bar = bar;
  }

  static TerminalProgress start(Console console, String task, long total) {
    return new TerminalProgress(
        console,
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLISECONDS)
            .setConsumer(new Redraw(console))
            .build());
  }

  @Override
  public void at(long done, String note) {
    bar.stepTo(done);
    bar.setExtraMessage(note);
  }

  @Override
  public void close() {
    bar.close();
    console.err().print("\r" + " ".repeat(console.width() - 1) + "\r");
    console.err().flush();
  }

  /** The library's own console consumer would load native terminal code; a return is enough. */
  private record Redraw(Console console) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return console.width() - 1;
    }

    @Override
    public void accept(String line) {
      console.err().print("\r" + line);
      console.err().flush();
    }

    @Override
    public void close() {
      console.err().flush();
    }
  }
}
