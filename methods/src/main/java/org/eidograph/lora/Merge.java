// Licensed under the Apache License, Version 2.0.
package org.eidograph.lora;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.CheckFailedException;
import org.eidograph.base.Json;
import org.eidograph.base.UsageException;
import org.eidograph.model.CausalLm;
import org.eidograph.model.Pass;
import org.eidograph.model.Sequences;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import org.eidograph.torch.NoGrad;
import org.eidograph.torch.Scope;
import org.eidograph.torch.Tensor;
import org.eidograph.torch.safetensors.SafetensorsWriter;
import org.eidograph.torch.safetensors.TensorSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works an adapter into its base and writes a plain checkpoint, after checking on probe tokens that
 * the written model computes what base and adapter compute together, and not what the base alone
 * does.
 */
public final class Merge {
  private static final int PROBE_TOKENS = 24;

  /** Absolute: float32 sums in another order, over the depth of a model. */
  private static final double FLOAT32_TOLERANCE = 1e-4;

  /**
   * Relative to the largest logit: a half-precision weight keeps 8 to 11 bits, which the layers add
   * up.
   */
  private static final double HALF_TOLERANCE = 2e-2;

  private static final List<String> COMPANIONS =
      List.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja");

  private Merge() {}

  /**
   * What was merged.
   *
   * @param logitDifference largest absolute difference on the probe tokens between the written
   *     model and base plus adapter
   * @param effect the same between the written model and the base
   * @param untied whether head and embedding, shared in the base, were written apart
   */
  public record Result(
      Path outputDirectory,
      int changedTensors,
      double logitDifference,
      double effect,
      boolean untied) {}

  /**
   * Merges.
   *
   * @throws CheckFailedException if the written model would differ; nothing is left behind then
   */
  public static Result write(Path base, Path adapter, Path output) {
    if (Files.exists(output)) {
      throw new UsageException(
          "a merge goes into a new directory, but %s exists; name another".formatted(output));
    }
    Path partial = output.resolveSibling("." + output.getFileName() + ".partial");
    try (CausalLm model = CausalLm.load(base, DType.FLOAT32, Device.CPU);
        Scope scope = Scope.open();
        NoGrad noGrad = NoGrad.on()) {
      AtomicFiles.deleteRecursively(partial);
      Files.createDirectories(partial);
      int[] probe = probe(model.config().vocabularySize());
      Tensor alone = logits(model, probe);
      LoraModel lora = AdapterFiles.read(adapter, model).lora();
      Tensor together = logits(model, probe);
      Map<String, Tensor> changed = MergedWeights.of(lora);
      boolean untied = MergedWeights.unties(model);
      boolean half = writeTensors(base, partial, changed, model.embedding().table().name());
      writeCompanions(base, partial, untied);
      Result result = verified(partial, probe, together, alone, half, changed.size(), untied);
      AtomicFiles.publish(partial, output);
      return new Result(
          output, result.changedTensors, result.logitDifference, result.effect, untied);
    } catch (IOException e) {
      throw AtomicFiles.refusal(output, e);
    } finally {
      discard(partial);
    }
  }

  private static int[] probe(int vocabulary) {
    return new SplittableRandom(0).ints(PROBE_TOKENS, 0, vocabulary).toArray();
  }

  private static Tensor logits(CausalLm model, int[] probe) {
    return model.logits(Pass.inference(Sequences.of(probe), Device.CPU));
  }

  /**
   * Writes every tensor of the base in its stored type; says whether any is of half precision.
   *
   * @param embedding canonical name of the table whose type an untied head takes over
   */
  private static boolean writeTensors(
      Path base, Path partial, Map<String, Tensor> changed, String embedding) {
    try (TensorSource source = TensorSource.open(base)) {
      String table = storedName(source, embedding);
      Map<String, Tensor> all = new LinkedHashMap<>();
      boolean half = false;
      for (String name : source.names()) {
        all.put(name, source.tensor(name));
        half |= source.info(name).dtype().bytes() < DType.FLOAT32.bytes();
      }
      for (Map.Entry<String, Tensor> entry : changed.entrySet()) {
        String stored = storedName(source, entry.getKey());
        DType type = source.info(source.names().contains(stored) ? stored : table).dtype();
        Tensor value = entry.getValue();
        if (!value.isFinite()) {
          throw new CheckFailedException(
              "merged weights must be finite, but %s is not; is the adapter damaged?"
                  .formatted(entry.getKey()));
        }
        all.put(stored, value.to(type).contiguous());
      }
      SafetensorsWriter.write(partial.resolve(TensorSource.SINGLE), all);
      return half;
    }
  }

  /** Files saved from the bare model leave the first segment off every name. */
  private static String storedName(TensorSource source, String canonical) {
    String bare = canonical.substring(canonical.indexOf('.') + 1);
    boolean isBare = !source.names().contains(canonical) && source.names().contains(bare);
    return isBare ? bare : canonical;
  }

  private static void writeCompanions(Path base, Path partial, boolean untied) throws IOException {
    ObjectNode config = Json.readObject(base.resolve("config.json"));
    if (untied) {
      config.put("tie_word_embeddings", false);
    }
    AtomicFiles.writeString(partial.resolve("config.json"), Json.pretty(config));
    for (String name : COMPANIONS) {
      if (Files.isRegularFile(base.resolve(name))) {
        Files.copy(base.resolve(name), partial.resolve(name));
      }
    }
  }

  private static Result verified(
      Path partial,
      int[] probe,
      Tensor together,
      Tensor alone,
      boolean half,
      int changed,
      boolean untied) {
    try (CausalLm merged = CausalLm.load(partial, DType.FLOAT32, Device.CPU)) {
      Tensor now = logits(merged, probe);
      double difference = now.maxAbsDifference(together);
      double effect = now.maxAbsDifference(alone);
      double size = Math.max(1, together.abs().max().item());
      double tolerance = half ? HALF_TOLERANCE * size : FLOAT32_TOLERANCE;
      if (!(difference <= tolerance)) {
        throw new CheckFailedException(
            "the merged model must give the logits of base and adapter within %.1e, but differs by %.3e; nothing was written"
                .formatted(tolerance, difference));
      }
      if (effect == 0) {
        throw new CheckFailedException(
            "a merged model must differ from its base, but on the probe tokens it does not; was the adapter ever trained?");
      }
      return new Result(partial, changed, difference, effect, untied);
    }
  }

  private static void discard(Path partial) {
    try {
      AtomicFiles.deleteRecursively(partial);
    } catch (IOException e) {
      // the merge's own outcome matters more than a left-over hidden directory
    }
  }
}
