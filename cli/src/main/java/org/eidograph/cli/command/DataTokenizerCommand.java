// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eidograph.base.BadInputException;
import org.eidograph.base.UsageException;
import org.eidograph.cli.Output;
import org.eidograph.cli.console.Block;
import org.eidograph.cli.run.ResultPath;
import org.eidograph.model.tokenizer.bpe.BytePairTrainer;
import org.eidograph.model.tokenizer.bpe.BytePairs;
import org.eidograph.model.tokenizer.bpe.TokenizerFiles;
import org.eidograph.model.tokenizer.bpe.WordCounts;
import org.eidograph.train.data.FieldMapping;
import org.eidograph.train.data.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a tokenizer from texts. */
@Command(
    name = "tokenizer",
    description = "Learn a byte-level BPE vocabulary from texts and write tokenizer.json.",
    footer = {
      "",
      "Example:",
      "  eido data tokenizer --data data/tinyshakespeare.txt --size 1024 --output-dir tokenizer"
    })
final class DataTokenizerCommand implements Runnable {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description = "texts: files of any size or a directory")
  private List<Path> data = List.of();

  @Option(
      names = "--field",
      paramLabel = "KEY=NAME",
      description = "where a row keeps a field, for example text=body")
  private List<String> fields = List.of();

  @Option(
      names = "--size",
      defaultValue = "4096",
      paramLabel = "N",
      description =
          "tokens in all, the 256 bytes and the special token among them (default:"
              + " ${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--min-frequency",
      defaultValue = "2",
      paramLabel = "N",
      description = "how often a pair must occur to become a token (default: ${DEFAULT-VALUE})")
  private long least;

  @Option(
      names = "--end-of-text",
      defaultValue = "<|endoftext|>",
      paramLabel = "TOKEN",
      description = "special token that ends a document, with id 0 (default: ${DEFAULT-VALUE})")
  private String endOfText = "";

  @Option(
      names = "--model-max-length",
      defaultValue = "512",
      paramLabel = "TOKENS",
      description = "what the files say of the model's limit (default: ${DEFAULT-VALUE})")
  private int maxLength;

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description = "gets tokenizer.json and tokenizer_config.json")
  private Path directory;

  @Mixin private Output output;

  /** What is printed. */
  record Summary(String directory, int tokens, int merges, int words) {
    List<Block> blocks() {
      Map<String, String> rows = new LinkedHashMap<>();
      rows.put("directory", directory);
      rows.put("tokens", String.valueOf(tokens));
      rows.put("merges", String.valueOf(merges));
      rows.put("different words", String.valueOf(words));
      return List.of(new Block.Facts(rows));
    }
  }

  @Override
  public void run() {
    if (Files.exists(directory.resolve("tokenizer.json"))) {
      throw new UsageException(
          "a tokenizer is never replaced, but %s has one; name another directory"
              .formatted(directory));
    }
    if (maxLength < 1) {
      throw new UsageException("--model-max-length must be at least 1, got " + maxLength);
    }
    WordCounts words = new WordCounts();
    Texts.each(data, FieldMapping.parse(fields), words::add);
    if (words.size() == 0) {
      throw new BadInputException(
          "a vocabulary is learned from texts, but %s hold none; name other files with --data"
              .formatted(data));
    }
    BytePairs pairs = BytePairTrainer.train(words, size, least, List.of(endOfText));
    TokenizerFiles.write(pairs, endOfText, maxLength, directory);
    output.print(
        new Summary(
            ResultPath.of(directory).toString(),
            pairs.tokens().size(),
            pairs.merges().size(),
            words.size()),
        Summary::blocks);
  }
}
