// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eidograph.base.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Commands on the stories checkpoint, as a user runs them; their output stands in the README. */
class RealRunsTest {
  private static final String STORIES = "../fixtures/stories260k";

  @TempDir private Path place;

  @Test
  @Proves("eval --model --data --json")
  void evalGivesTheGoldenLoss() throws Exception {
    JsonNode golden = Json.readObject(Path.of(STORIES, "golden.json"));
    Path story = Files.writeString(place.resolve("story.txt"), golden.get("text").asString());

    Terminal text = Terminal.eido("eval", "--model", STORIES, "--data", story.toString());
    Terminal json = Terminal.eido("eval", "--model", STORIES, "--data", story.toString(), "--json");

    Snippet.check("eval", text.out());
    JsonNode result = Json.parse(json.out(), "eval");
    assertThat(result.get("loss").asDouble())
        .isCloseTo(golden.get("nll").asDouble(), org.assertj.core.data.Offset.offset(1e-4));
    assertThat(result.get("tokens").asInt()).isEqualTo(golden.get("ids").size() - 1);
  }

  @Test
  @Proves("generate --model --prompt --json")
  void generateGivesTheGoldenIds() throws Exception {
    JsonNode golden = Json.readObject(Path.of(STORIES, "golden.json"));
    String prompt = golden.get("greedy_prompt").asString();

    Terminal json =
        Terminal.eido(
            "generate", "--model", STORIES, "--prompt", prompt, "--max-new-tokens", "40", "--json");
    Terminal text =
        Terminal.eido("generate", "--model", STORIES, "--prompt", prompt, "--max-new-tokens", "40");

    JsonNode result = Json.parse(json.out(), "generate");
    int promptLength = result.get("prompt_ids").size();
    for (int i = 0; i < result.get("new_ids").size(); i++) {
      assertThat(result.get("new_ids").get(i).asInt())
          .isEqualTo(golden.get("greedy_ids").get(promptLength + i).asInt());
    }
    Snippet.check("generate", text.out());
  }

  @Test
  void missingCheckpointIsABadInput() {
    Terminal terminal =
        Terminal.eido("eval", "--model", place.resolve("none").toString(), "--data", "x.txt");

    assertThat(terminal.exitCode()).isEqualTo(4);
  }

  @Test
  @Tag("slow")
  @Proves("quickstart --output-dir --json")
  void quickstartLowersTheHeldOutLossByMoreThanAThird() throws Exception {
    Path output = place.resolve("run");

    Terminal terminal = Terminal.eido("quickstart", "--output-dir", output.toString(), "--json");

    assertThat(terminal.exitCode()).isZero();
    JsonNode result = Json.parse(terminal.out(), "quickstart");
    assertThat(result.get("eval_loss_after").asDouble())
        .isLessThan(0.65 * result.get("eval_loss_before").asDouble());
    assertThat(result.get("samples").size()).isEqualTo(3);
    assertThat(output.resolve("report.html")).isRegularFile();
    assertThat(output.resolve("adapter/adapter_model.safetensors")).isRegularFile();
    assertThat(Terminal.eido("adapter", "inspect", output.resolve("adapter").toString()).exitCode())
        .isZero();
    Terminal merged =
        Terminal.eido(
            "merge",
            "--model",
            STORIES,
            "--adapter",
            output.resolve("adapter").toString(),
            "--output-dir",
            place.resolve("merged").toString());
    assertThat(merged.exitCode()).isZero();
  }

  @Test
  @Tag("slow")
  void theModelCardsCommandRepeatsTheRun() throws Exception {
    Path first = place.resolve("first");
    Path again = place.resolve("again");
    Path data = Path.of("../data/instruct.json");

    Terminal.eido(
        "finetune",
        "--model",
        STORIES,
        "--data",
        data.toString(),
        "--steps",
        "4",
        "--output-dir",
        first.toString());
    Terminal repeated =
        Terminal.eido(
            "finetune",
            "--config",
            first.resolve("run.yaml").toString(),
            "--output-dir",
            again.toString());

    assertThat(repeated.exitCode()).isZero();
    assertThat(first.resolve("README.md"))
        .content()
        .contains("eido finetune --config run.yaml --output-dir again");
    assertThat(again.resolve("adapter/adapter_model.safetensors"))
        .hasSameBinaryContentAs(first.resolve("adapter/adapter_model.safetensors"));
    assertThat(Files.readAllLines(first.resolve("metrics.jsonl")).get(0)).contains("eval_loss");
  }
}
