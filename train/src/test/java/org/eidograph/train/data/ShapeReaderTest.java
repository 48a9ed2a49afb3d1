// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ShapeReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'text':'a'}; TEXT",
        "{'prompt':'a','completion':'b'}; PROMPT_COMPLETION",
        "{'messages':[]}; MESSAGES",
        "{'conversations':[]}; SHAREGPT",
        "{'instruction':'a','output':'b','text':'c'}; ALPACA"
      })
  void aShapeIsKnownByItsKeys(String json, RowShape shape) {
    assertThat(RowShape.ofFirst(row(json))).isEqualTo(shape);
  }

  @Test
  void anAlpacaRowPutsInputUnderTheInstructionAndHistoryFirst() {
    Content content =
        read(
            "{'system':'S','history':[['q','a']],'instruction':'do','input':'this','output':'done'}");

    assertThat(((Content.Instruction) content).toConversation().turns())
        .containsExactly(
            Turn.of("system", "S"),
            Turn.of("user", "q"),
            Turn.of("assistant", "a"),
            Turn.of("user", "do\nthis"),
            Turn.of("assistant", "done"));
  }

  @Test
  void shareGptSpeakersBecomeRoles() {
    Content content =
        read(
            "{'system':'S','conversations':[{'from':'human','value':'q'},"
                + "{'from':'function_call','value':'{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{}}'},"
                + "{'from':'observation','value':'42'},{'from':'gpt','value':'a'}]}");

    List<Turn> turns = ((Content.Conversation) content).turns();
    assertThat(turns)
        .extracting(Turn::role)
        .containsExactly("system", "user", "assistant", "tool", "assistant");
    assertThat(turns.get(2).message().get("tool_calls"))
        .isEqualTo(
            List.of(
                Map.of(
                    "type", "function", "function", Map.of("name", "f", "arguments", Map.of()))));
  }

  @Test
  void aMessageCanBeLeftUnlearned() {
    Content content =
        read(
            "{'messages':[{'role':'user','content':'q'},"
                + "{'role':'assistant','content':'a','train':false},"
                + "{'role':'assistant','content':'b','weight':1}],'tools':[{'name':'f'}]}");

    Content.Conversation conversation = (Content.Conversation) content;
    assertThat(conversation.turns()).extracting(Turn::trained).containsExactly(false, false, true);
    assertThat(conversation.tools()).containsExactly(Map.of("name", "f"));
  }

  @Test
  void onlyTheMessagesOfTheCompletionAreLearned() {
    Content content =
        read(
            "{'prompt':[{'role':'assistant','content':'a'}],"
                + "'completion':[{'role':'assistant','content':'b'}]}");

    assertThat(((Content.Conversation) content).turns())
        .extracting(Turn::trained)
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'messages':[]}|at least one",
        "{'messages':[{'role':'boss','content':'x'}]}|boss",
        "{'messages':[{'role':'user'}]}|needs 'content'",
        "{'messages':[{'role':'user','content':[{'type':'image'}]}]}|images",
        "{'messages':[{'role':'assistant','content':'x','weight':0.5}]}|weight must be 0 or 1",
        "{'messages':'x y'}|not valid JSON",
        "{'conversations':[{'from':'alien','value':'x'}]}|alien",
        "{'conversations':[{'from':'gpt'}]}|needs 'value'",
        "{'instruction':'a','output':'b','history':[['q']]}|pairs",
        "{'text':7}|must be a string, but is number",
        "{'prompt':'a','completion':7}|must be a string, but is number"
      })
  void aWrongValueNamesItsPlace(String jsonAndMessage) {
    String[] parts = jsonAndMessage.split("\\|");

    assertThatThrownBy(() -> read(parts[0]))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rows.jsonl:3")
        .hasMessageContaining(parts[1]);
  }

  @Test
  void unknownKeysAreListed() {
    assertThatThrownBy(() -> RowShape.ofFirst(row("{'question':'q','answer':'a'}")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("rows.jsonl:3 has [question, answer]")
        .hasMessageContaining("--field");
  }

  @Test
  void preferenceRowsAreRefusedWithAMend() {
    assertThatThrownBy(() -> RowShape.ofFirst(row("{'prompt':'p','chosen':'a','rejected':'b'}")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("--field completion=chosen");
  }

  @Test
  void aLaterRowMustHaveTheShapeOfTheFirst() {
    assertThatThrownBy(() -> RowShape.PROMPT_COMPLETION.require(row("{'prompt':'p','x':'a'}")))
        .hasMessageContaining("rows.jsonl:3 needs the key 'completion'")
        .hasMessageContaining("[prompt, x]");
    assertThatThrownBy(
            () -> RowShape.TEXT.require(row("{'text':'t','prompt':'p','completion':'c'}")))
        .hasMessageContaining("rows.jsonl:3 is a prompt/completion row");
  }

  @Test
  void fieldsCanBeRenamed() {
    FieldMapping mapping = FieldMapping.parse(List.of("prompt=text", "completion=label"));

    Row renamed = mapping.apply(row("{'text':'p','label':'c'}"));

    assertThat(RowShape.ofFirst(renamed)).isEqualTo(RowShape.PROMPT_COMPLETION);
    assertThatThrownBy(() -> mapping.apply(row("{'text':'p'}")))
        .hasMessageContaining("needs the key 'label'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "text=", "body=text", "=x"})
  void aMalformedFieldOptionIsAUsageError(String option) {
    assertThatThrownBy(() -> FieldMapping.parse(List.of(option)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("KEY=NAME");
  }

  private static Content read(String json) {
    Row row = row(json);
    return ShapeReader.read(RowShape.ofFirst(row), row);
  }

  private static Row row(String json) {
    String doubleQuoted =
        json.replace("\\\"", "\u0001").replace('\'', '"').replace("\u0001", "\\\"");
    return new Row(
        (ObjectNode) Json.parse(doubleQuoted, "test"), new Origin(Path.of("rows.jsonl"), 3));
  }
}
