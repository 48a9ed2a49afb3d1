// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.base.Table;
import org.eidograph.cli.report.Section.Fact;

/**
 * {@code README.md} of a run directory, in the layout of a Hugging Face model card.
 *
 * @param name the adapter's name, shown as the title
 * @param summary what was trained, one or two sentences
 * @param base the base model
 * @param adapterFolder where the PEFT files are, relative to the card; "." if beside it
 * @param data what it was trained on
 * @param plan settings with their reasons
 * @param results measured before and after
 * @param command the command that repeats the run
 */
public record ModelCard(
    String name,
    String summary,
    Base base,
    String adapterFolder,
    Data data,
    List<Fact> plan,
    Table results,
    String command) {
  public ModelCard {
    plan = List.copyOf(plan);
  }

  /**
   * The model the adapter belongs to.
   *
   * @param id Hub id or folder, as PEFT is to load it
   * @param task Hub pipeline tag, such as {@code text-generation}
   */
  public record Base(String id, String task) {}

  /**
   * A training file.
   *
   * @param name file name without its folder
   * @param rows examples used for training
   * @param sha256 of the file's bytes, hexadecimal
   */
  public record Data(String name, long rows, String sha256) {}

  /**
   * Writes {@code file}, replacing an older one in one step.
   *
   * @throws org.eidograph.base.OutOfResourcesException if the disk is full or refuses the write
   */
  public void write(Path file) {
    AtomicFiles.writeString(file, markdown());
  }

  /**
   * The whole card; a JSON string is also a YAML string, which is how the front matter is quoted.
   */
  String markdown() {
    return """
        ---
        base_model: %s
        library_name: peft
        pipeline_tag: %s
        tags:
        - lora
        - eidograph
        ---

        # %s

        %s

        ## Data

        %s, %d rows, SHA-256 `%s`.

        ## Plan

        %s

        ## Results

        %s

        ## Use with PEFT

        ```python
        from peft import PeftModel
        from transformers import AutoModelForCausalLM, AutoTokenizer

        base = AutoModelForCausalLM.from_pretrained(%s)
        model = PeftModel.from_pretrained(base, %s)
        tokenizer = AutoTokenizer.from_pretrained(%s)
        ```

        ## Reproduce

        ```sh
        %s
        ```

        The resolved settings are in `run.yaml`, versions, seeds and hashes in `manifest.json`.
        """
        .formatted(
            Json.line(base.id()),
            Json.line(base.task()),
            Markdown.text(name),
            Markdown.text(summary),
            Markdown.text(data.name()),
            data.rows(),
            data.sha256(),
            plan.stream().map(ModelCard::line).collect(Collectors.joining("\n")),
            Markdown.table(results),
            Json.line(base.id()),
            Json.line(adapterFolder),
            Json.line(base.id()),
            command.strip());
  }

  private static String line(Fact fact) {
    String reason = fact.reason() == null ? "" : " — " + Markdown.text(fact.reason());
    String citation = fact.citation() == null ? "" : " (" + Markdown.text(fact.citation()) + ")";
    return "- **%s:** %s%s%s"
        .formatted(Markdown.text(fact.name()), Markdown.text(fact.value()), reason, citation);
  }
}
