// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.chat.jinja.JinjaTemplate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the chat template of a checkpoint, or one of our own by name. */
public final class ChatTemplates {
  /** The names that {@link #named} knows. */
  public static final List<String> NAMES =
      List.of("alpaca", "chatml", "gemma", "llama3", "mistral", "qwen");

  private static final List<String> SPECIAL_TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private ChatTemplates() {}

  /**
   * The template of a checkpoint: {@code chat_template.jinja}, else {@code chat_template} in {@code
   * tokenizer_config.json} (a text, or a list with {@code default} and {@code tool_use}), else our
   * Alpaca form.
   *
   * @throws BadInputException if a file is unreadable or its template cannot be compiled
   */
  public static ChatTemplate ofCheckpoint(Path directory) {
    return ofCheckpoint(directory, Clock.system(ZoneId.systemDefault()));
  }

  static ChatTemplate ofCheckpoint(Path directory, Clock clock) {
    Path configFile = directory.resolve("tokenizer_config.json");
    ObjectNode config =
        Files.isRegularFile(configFile) ? Json.readObject(configFile) : Json.object();
    Map<String, String> tokens = specialTokens(config);
    Path file = directory.resolve("chat_template.jinja");
    if (Files.isRegularFile(file)) {
      JinjaTemplate template = JinjaTemplate.compile(read(file), file.toString());
      return new ChatTemplate("chat_template.jinja", template, null, tokens, clock);
    }
    JsonNode inline = config.path("chat_template");
    if (inline.isString() || inline.isArray()) {
      return inline(inline, tokens, clock);
    }
    return named("alpaca", tokens, clock);
  }

  /**
   * One of our own templates.
   *
   * @param specialTokens for example {@code eos_token}; what is missing is the family's own
   * @throws UsageException if there is none of that name
   */
  public static ChatTemplate named(String name, Map<String, String> specialTokens) {
    return named(name, specialTokens, Clock.system(ZoneId.systemDefault()));
  }

  private static ChatTemplate named(String name, Map<String, String> tokens, Clock clock) {
    if (!NAMES.contains(name)) {
      throw new UsageException(
          "there is no chat template named '%s'; choose one of %s".formatted(name, NAMES));
    }
    JinjaTemplate template = JinjaTemplate.compile(resource(name + ".jinja"), name);
    return new ChatTemplate(name, template, null, tokens, clock);
  }

  /** The special tokens of a {@code tokenizer_config.json}, by name. */
  public static Map<String, String> specialTokens(ObjectNode config) {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String name : SPECIAL_TOKENS) {
      JsonNode token = config.path(name);
      JsonNode text = token.isObject() ? token.path("content") : token;
      if (text.isString()) {
        tokens.put(name, text.asString());
      }
    }
    return tokens;
  }

  private static ChatTemplate inline(JsonNode node, Map<String, String> tokens, Clock clock) {
    String name = "tokenizer_config.json chat_template";
    if (node.isString()) {
      JinjaTemplate template = JinjaTemplate.compile(node.asString(), name);
      return new ChatTemplate(name, template, null, tokens, clock);
    }
    JinjaTemplate main = entry(node, "default", name);
    if (main == null) {
      throw new BadInputException(
          name + " is a list without an entry named 'default'; add {\"name\", \"template\"}");
    }
    return new ChatTemplate(name, main, entry(node, "tool_use", name), tokens, clock);
  }

  private static @Nullable JinjaTemplate entry(JsonNode list, String wanted, String name) {
    for (JsonNode entry : list) {
      boolean found = entry.path("name").isString() && entry.get("name").asString().equals(wanted);
      if (found && entry.path("template").isString()) {
        return JinjaTemplate.compile(
            entry.get("template").asString(), "%s '%s'".formatted(name, wanted));
      }
    }
    return null;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new BadInputException("%s must be UTF-8 text".formatted(file), e);
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String resource(String name) {
    try (InputStream file = ChatTemplates.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
