// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.report;

import org.eidograph.base.Json;

/**
 * The parts of a model card that depend on what it describes. A JSON string is also a YAML and a
 * Python string, which is how names are quoted.
 */
final class CardParts {
  private CardParts() {}

  /** What the Hub reads. */
  static String frontMatter(ModelCard.Subject subject) {
    if (subject instanceof ModelCard.Adapter adapter) {
      return """
          base_model: %s
          library_name: peft
          pipeline_tag: %s
          tags:
          - lora
          - eidograph
          """
          .formatted(Json.line(adapter.base()), Json.line(adapter.task()));
    }
    String base = ((ModelCard.Whole) subject).base();
    return """
        %slibrary_name: transformers
        pipeline_tag: text-generation
        tags:
        - eidograph
        """
        .formatted(base == null ? "" : "base_model: %s\n".formatted(Json.line(base)));
  }

  /** How it is loaded, and what the reader must still decide. */
  static String usage(ModelCard.Subject subject) {
    return subject instanceof ModelCard.Adapter adapter ? adapter(adapter) : WHOLE;
  }

  private static final String WHOLE =
      """
      ## Use with transformers

      ```python
      from transformers import AutoModelForCausalLM, AutoTokenizer

      model = AutoModelForCausalLM.from_pretrained("PATH_OR_ID_OF_THIS_FOLDER")
      tokenizer = AutoTokenizer.from_pretrained("PATH_OR_ID_OF_THIS_FOLDER")
      ```

      ## Licence

      None is stated: it is the choice of whoever publishes the weights, within what data and base allow. Add
      `license: ...` to the head of this file.
      """;

  private static String adapter(ModelCard.Adapter adapter) {
    String base = Json.line(adapter.base());
    return """
        ## Use with PEFT

        ```python
        from peft import PeftModel
        from transformers import AutoModelForCausalLM, AutoTokenizer

        base = AutoModelForCausalLM.from_pretrained(%s)
        model = PeftModel.from_pretrained(base, %s)
        tokenizer = AutoTokenizer.from_pretrained(%s)
        ```
        """
        .formatted(base, Json.line(adapter.folder()), base);
  }
}
