// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the options of {@code eido generate} do; see {@link Proves}. */
class GenerateOptionsTest {
  @TempDir private Path place;

  @Test
  @Proves("generate --max-new-tokens")
  void generateEndsWhereItIsTold() {
    assertThat(generate("--max-new-tokens", "3").get("new_ids")).hasSize(3);
    assertThat(generate("--max-new-tokens", "7").get("new_ids")).hasSize(7);
  }

  @Test
  @Proves("generate --temperature --top-k --top-p --seed")
  void samplingFollowsItsOptions() {
    JsonNode greedy = generate();
    JsonNode seedOne = generate("--temperature", "1", "--seed", "1");

    assertThat(generate("--temperature", "0", "--seed", "9")).isEqualTo(greedy);
    assertThat(generate("--temperature", "1", "--seed", "1")).isEqualTo(seedOne);
    assertThat(generate("--temperature", "1", "--seed", "2")).isNotEqualTo(seedOne);
    assertThat(generate("--temperature", "1", "--seed", "1", "--top-k", "0", "--top-p", "1"))
        .isEqualTo(seedOne);
    // among one token, or a vanishing share, only the likeliest is left
    assertThat(generate("--temperature", "1", "--top-k", "1")).isEqualTo(greedy);
    assertThat(generate("--temperature", "1", "--top-p", "1e-6")).isEqualTo(greedy);
  }

  @Test
  @Proves("generate --chat")
  void chatPutsThePromptIntoTheTemplate() {
    JsonNode plain = generate();
    JsonNode chat = generate("--chat");

    assertThat(chat.get("prompt_ids").size()).isGreaterThan(plain.get("prompt_ids").size());
  }

  @Test
  @Proves("generate --adapter")
  void anAdapterChangesTheText() {
    String adapter = new TrialRuns(place).trainedAdapter().toString();

    JsonNode adapted = generate("--adapter", adapter);

    assertThat(adapted.get("new_ids")).isNotEqualTo(generate().get("new_ids"));
    assertThat(generate("--adapter", adapter, "--lenient")).isEqualTo(adapted);
  }

  private static JsonNode generate(String... more) {
    List<String> line =
        new ArrayList<>(List.of("generate", "--model", TrialRuns.STORIES.toString()));
    line.addAll(List.of("--prompt", "Once upon a time", "--json"));
    line.addAll(List.of(more));
    if (!line.contains("--max-new-tokens")) {
      line.addAll(List.of("--max-new-tokens", "12"));
    }
    return Terminal.eido(line.toArray(String[]::new)).json();
  }
}
