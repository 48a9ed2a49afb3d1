// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Table;
import org.eidograph.cli.report.Section.Fact;
import org.jspecify.annotations.Nullable;

/**
 * {@code README.md} of what a run left, in the layout of a Hugging Face model card.
 *
 * @param name shown as the title
 * @param summary what was trained, one or two sentences
 * @param subject adapter or whole model, which decides how it is loaded
 * @param data what it was trained on
 * @param plan settings with their reasons
 * @param results measured before and after
 * @param command the command that repeats the run
 */
public record ModelCard(
    String name,
    String summary,
    Subject subject,
    Data data,
    List<Fact> plan,
    Table results,
    String command) {
  public ModelCard {
    plan = List.copyOf(plan);
  }

  /** What the card describes. */
  public sealed interface Subject permits Adapter, Whole {}

  /**
   * A PEFT adapter.
   *
   * @param base Hub id or folder of the model it belongs to, as PEFT is to load it
   * @param task Hub pipeline tag, such as {@code text-generation}
   * @param folder where the PEFT files are, relative to the card; "." if beside it
   */
  public record Adapter(String base, String task, String folder) implements Subject {}

  /**
   * A language model of its own; the card lies beside its weights.
   *
   * @param base Hub id or folder of the model whose weights it began with; null if it was drawn
   */
  public record Whole(@Nullable String base) implements Subject {}

  /**
   * What was learned from.
   *
   * @param amount of it, in words
   */
  public record Data(List<File> files, String amount) {
    public Data {
      files = List.copyOf(files);
    }
  }

  /**
   * A training file or folder.
   *
   * @param name without the folder it lies in
   * @param sha256 of its bytes, hexadecimal
   */
  public record File(String name, String sha256) {}

  /**
   * Writes {@code file}, replacing an older one in one step.
   *
   * @throws org.eidograph.base.OutOfResourcesException if the disk is full or refuses the write
   */
  public void write(Path file) {
    AtomicFiles.writeString(file, markdown());
  }

  /** The whole card. */
  String markdown() {
    return """
        ---
        %s---

        # %s

        %s

        ## Data

        %s

        %s

        ## Plan

        %s

        ## Results

        %s

        %s
        ## Reproduce

        ```sh
        %s
        ```

        The resolved settings are in `run.yaml`, versions, seeds and hashes in `manifest.json`%s.
        """
        .formatted(
            CardParts.frontMatter(subject),
            Markdown.text(name),
            Markdown.text(summary),
            data.files.stream().map(ModelCard::line).collect(Collectors.joining("\n")),
            Markdown.text(data.amount) + ".",
            plan.stream().map(ModelCard::line).collect(Collectors.joining("\n")),
            Markdown.table(results),
            CardParts.usage(subject),
            command.strip(),
            subject instanceof Whole ? " of the run's directory" : "");
  }

  private static String line(File file) {
    return "- %s, SHA-256 `%s`".formatted(Markdown.text(file.name), file.sha256);
  }

  private static String line(Fact fact) {
    String reason = fact.reason() == null ? "" : " — " + Markdown.text(fact.reason());
    String citation = fact.citation() == null ? "" : " (" + Markdown.text(fact.citation()) + ")";
    return "- **%s:** %s%s%s"
        .formatted(Markdown.text(fact.name()), Markdown.text(fact.value()), reason, citation);
  }
}
