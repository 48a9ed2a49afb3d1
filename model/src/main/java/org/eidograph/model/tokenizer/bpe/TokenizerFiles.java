// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.tokenizer.bpe;

import java.nio.file.Path;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a vocabulary as a Hugging Face tokenizer. */
public final class TokenizerFiles {
  private TokenizerFiles() {}

  /**
   * Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a directory.
   *
   * @param endOfText special token that ends a document
   * @param maxLength tokens that the model can read
   * @throws UsageException if the end of a text is not a special token
   */
  public static void write(BytePairs pairs, String endOfText, int maxLength, Path directory) {
    if (!pairs.special().contains(endOfText)) {
      throw new UsageException(
          "the end of a text must be one of the special tokens %s, got %s"
              .formatted(pairs.special(), endOfText));
    }
    AtomicFiles.writeString(directory.resolve("tokenizer.json"), Json.pretty(tokenizer(pairs)));
    AtomicFiles.writeString(
        directory.resolve("tokenizer_config.json"), Json.pretty(config(endOfText, maxLength)));
  }

  private static ObjectNode tokenizer(BytePairs pairs) {
    ObjectNode root = Json.object();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (String token : pairs.special()) {
      added.add(special(pairs.tokens().indexOf(token), token));
    }
    root.putNull("normalizer");
    root.set("pre_tokenizer", byteLevel());
    root.set("post_processor", byteLevel());
    root.set("decoder", byteLevel());
    root.set("model", model(pairs));
    return root;
  }

  private static ObjectNode special(int id, String token) {
    ObjectNode node = Json.object();
    node.put("id", id);
    node.put("content", token);
    node.put("single_word", false);
    node.put("lstrip", false);
    node.put("rstrip", false);
    node.put("normalized", false);
    node.put("special", true);
    return node;
  }

  private static ObjectNode byteLevel() {
    ObjectNode node = Json.object();
    node.put("type", "ByteLevel");
    node.put("add_prefix_space", false);
    node.put("trim_offsets", false);
    node.put("use_regex", true);
    return node;
  }

  private static ObjectNode model(BytePairs pairs) {
    ObjectNode model = Json.object();
    model.put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < pairs.tokens().size(); id++) {
      vocabulary.put(pairs.tokens().get(id), id);
    }
    ArrayNode merges = model.putArray("merges");
    pairs.merges().forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
    return model;
  }

  private static ObjectNode config(String endOfText, int maxLength) {
    ObjectNode config = Json.object();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("bos_token", endOfText);
    config.put("eos_token", endOfText);
    config.put("model_max_length", maxLength);
    config.put("clean_up_tokenization_spaces", false);
    return config;
  }
}
