// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import org.eidograph.base.EidographException;
import org.eidograph.cli.command.AdapterCommand;
import org.eidograph.cli.command.DataCommand;
import org.eidograph.cli.command.EvalCommand;
import org.eidograph.cli.command.FineTuneCommand;
import org.eidograph.cli.command.GenerateCommand;
import org.eidograph.cli.command.LogitsCommand;
import org.eidograph.cli.command.LrCommand;
import org.eidograph.cli.command.MergeCommand;
import org.eidograph.cli.command.PapersCommand;
import org.eidograph.cli.command.PlanCommand;
import org.eidograph.cli.command.PretrainCommand;
import org.eidograph.cli.command.QuickstartCommand;
import org.eidograph.cli.command.TransferCommand;
import org.eidograph.cli.command.WidenCommand;
import org.eidograph.cli.command.signal.SignalCommand;
import org.eidograph.cli.config.ConfigArguments;
import org.eidograph.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: it only holds the others. */
@Command(
    name = "eido",
    description = "Tune small, train big, fine-tune lean, and know why.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes: 0 done, 1 internal error, 2 usage, 3 a check failed, 4 bad input,",
      "5 out of memory, disk or device, 130 interrupted."
    },
    subcommands = {
      QuickstartCommand.class,
      PlanCommand.class,
      FineTuneCommand.class,
      PretrainCommand.class,
      EvalCommand.class,
      GenerateCommand.class,
      LogitsCommand.class,
      MergeCommand.class,
      AdapterCommand.class,
      DataCommand.class,
      LrCommand.class,
      TransferCommand.class,
      WidenCommand.class,
      SignalCommand.class,
      PapersCommand.class,
      ConfigCommand.class,
      CompletionCommand.class
    })
public final class Eido implements Runnable {
  private static final int NARROWEST_HELP = 55; // picocli lays out nothing narrower
  private static final int WIDEST_HELP = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help and end")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "show the version and end")
  private boolean version;

  @Option(
      names = "--stacktrace",
      hidden = true,
      scope = ScopeType.INHERIT,
      description = "show the stack trace of every error")
  boolean stacktrace;

  /** A group without a subcommand cannot do anything. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command must be named");
  }

  /**
   * Runs one command line.
   *
   * @return the exit code
   */
  public static int run(Console console, String... args) {
    return run(commandLine(console), console, args);
  }

  /** The parser with all commands, writing to {@code console}. */
  public static CommandLine commandLine(Console console) {
    return configure(new CommandLine(new Eido()), console);
  }

  static CommandLine configure(CommandLine commandLine, Console console) {
    ErrorReport errors = new ErrorReport(console);
    return commandLine
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.color() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.max(NARROWEST_HELP, Math.min(console.width(), WIDEST_HELP)))
        .setExpandAtFiles(false) // a prompt may begin with '@'
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(new RepeatedOptions(new CommandLine.RunLast()))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  static int run(CommandLine commandLine, Console console, String... args) {
    ErrorReport errors = new ErrorReport(console);
    try {
      return commandLine.execute(ConfigArguments.expand(commandLine, args));
    } catch (EidographException | Error e) {
      return errors.report(e, ErrorReport.wantsTrace(args));
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }
}
