// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.command;

import java.nio.file.Path;
import org.eidograph.model.CausalLm;
import org.eidograph.model.CheckpointLocator;
import org.eidograph.torch.DType;
import org.eidograph.torch.Device;
import picocli.CommandLine.Option;

/** Mixin: which model, in which type, where. */
public final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description =
          "checkpoint directory in Hugging Face layout, or org/name from the local Hugging Face"
              + " cache")
  String model = "";

  @Option(
      names = "--dtype",
      defaultValue = "fp32",
      paramLabel = "TYPE",
      description =
          "type of the frozen matrices, fp32 or bf16; bf16 halves their memory (default:"
              + " ${DEFAULT-VALUE})")
  private String type = "fp32";

  @Option(
      names = "--device",
      defaultValue = "cpu",
      paramLabel = "DEVICE",
      description = "cpu, cuda or cuda:N (default: ${DEFAULT-VALUE})")
  private String device = "cpu";

  /** What the user called the model. */
  public String name() {
    return model;
  }

  /** The checkpoint's directory. */
  public Path directory() {
    return CheckpointLocator.of(System.getenv()).locate(model);
  }

  /** The type of its matrices. */
  public DType type() {
    return TypeNames.parse("--dtype", type, "fp32", "bf16");
  }

  /** Where it runs. */
  public Device device() {
    return Device.parse(device);
  }

  /** The model; the caller closes it. */
  public CausalLm load() {
    return CausalLm.load(directory(), type(), device());
  }
}
