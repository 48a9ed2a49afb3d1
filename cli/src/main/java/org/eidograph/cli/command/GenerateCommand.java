// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.model.CausalLm;
import org.eidograph.model.chat.ChatTemplates;
import org.eidograph.model.chat.Message;
import org.eidograph.model.chat.RenderOptions;
import org.eidograph.model.generate.CachedModel;
import org.eidograph.model.generate.Sampling;
import org.eidograph.model.generate.TextGenerator;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.model.tokenizer.Tokenizers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Continues a prompt. */
@Command(
    name = "generate",
    description = "Continue a prompt, greedily or by sampling.",
    footer = {
      "",
      "Example:",
      "  eido generate --model fixtures/stories260k --prompt 'Once upon a time' --max-new-tokens 40"
    })
public final class GenerateCommand implements Runnable {
  @Mixin private AdapterOptions model;
  @Mixin private Output output;

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "TEXT",
      description = "what to continue")
  private String prompt;

  @Option(
      names = "--chat",
      description = "treat the prompt as a user's turn, in the model's chat template")
  private boolean chat;

  @Option(
      names = "--max-new-tokens",
      defaultValue = "128",
      paramLabel = "N",
      description = "tokens to add at most (default: ${DEFAULT-VALUE})")
  private int maxNewTokens;

  @Option(
      names = "--temperature",
      defaultValue = "0",
      paramLabel = "T",
      description = "0 is greedy, 1 samples from the model as it is (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Option(
      names = "--top-k",
      defaultValue = "0",
      paramLabel = "K",
      description = "sample among the K likeliest tokens; 0 means all (default: ${DEFAULT-VALUE})")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "1",
      paramLabel = "P",
      description =
          "sample among the likeliest tokens that hold this share (default: ${DEFAULT-VALUE})")
  private double topP;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "SEED",
      description = "of sampling (default: ${DEFAULT-VALUE})")
  private long seed;

  /** What was generated. */
  record Generated(
      String prompt, String text, List<Integer> promptIds, List<Integer> newIds, String stop) {}

  @Override
  public void run() {
    Path directory = model.base().directory();
    try (CausalLm loaded = model.load(output);
        Tokenizer tokenizer = Tokenizers.open(directory);
        CachedModel cached = new CachedModel(loaded)) {
      Set<Integer> stops = Set.copyOf(loaded.config().specialTokens().eos());
      Sampling sampling = new Sampling(maxNewTokens, temperature, topK, topP, seed, stops);
      TextGenerator.GeneratedText result =
          new TextGenerator(tokenizer, sampling)
              .generate(chat ? templated(directory) : prompt, chat, cached, piece -> {});
      output.print(
          new Generated(
              prompt,
              result.text(),
              result.generation().promptIds(),
              result.generation().newIds(),
              result.generation().reason().name().toLowerCase(java.util.Locale.ROOT)),
          g -> List.of(new Block.Text(chat ? g.text() : g.prompt() + g.text())));
    }
  }

  private String templated(Path directory) {
    return ChatTemplates.ofCheckpoint(directory)
        .render(
            List.of(new Message(Map.of("role", "user", "content", prompt))),
            RenderOptions.PLAIN.withGenerationPrompt(true));
  }
}
