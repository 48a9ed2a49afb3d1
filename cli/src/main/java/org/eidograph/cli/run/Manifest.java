// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eidograph.base.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to know, later, where a result came from. It holds no environment variables and no
 * secrets.
 *
 * @param eidoVersion the version of this program
 * @param command the command line, one word an item
 * @param javaVersion the running Java
 * @param os name, version and architecture
 * @param libtorchVersion null if the run used no tensors
 * @param device for example {@code cpu}; null if the run used no tensors
 * @param seeds by purpose
 * @param dataHashes SHA-256 by path, see {@link ContentHash}
 * @param started ISO 8601 in UTC
 * @param finished null while the run goes on, or if it was killed
 * @param exitCode null while the run goes on, or if it was killed
 * @param process id of the process that runs it
 */
public record Manifest(
    String eidoVersion,
    List<String> command,
    String javaVersion,
    String os,
    @Nullable String libtorchVersion,
    @Nullable String device,
    Map<String, Long> seeds,
    Map<String, String> dataHashes,
    String started,
    @Nullable String finished,
    @Nullable Integer exitCode,
    long process) {
  public Manifest {
    command = List.copyOf(command);
    seeds = new TreeMap<>(seeds);
    dataHashes = new TreeMap<>(dataHashes);
  }

  /** A run that begins now. */
  public static Manifest start(String eidoVersion, List<String> command) {
    String os =
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"));
    return new Manifest(
        eidoVersion,
        command,
        Runtime.version().toString(),
        os,
        null,
        null,
        Map.of(),
        Map.of(),
        Instant.now().toString(),
        null,
        null,
        ProcessHandle.current().pid());
  }

  /** The same run on a device, with the version of libtorch that drives it. */
  public Manifest on(String usedDevice, String usedLibtorch) {
    return new Manifest(
        eidoVersion,
        command,
        javaVersion,
        os,
        usedLibtorch,
        usedDevice,
        seeds,
        dataHashes,
        started,
        finished,
        exitCode,
        process);
  }

  /** The same run with its seeds and the hashes of what it reads. */
  public Manifest with(Map<String, Long> usedSeeds, Map<String, String> usedData) {
    return new Manifest(
        eidoVersion,
        command,
        javaVersion,
        os,
        libtorchVersion,
        device,
        usedSeeds,
        usedData,
        started,
        finished,
        exitCode,
        process);
  }

  /** The same run, ended now. */
  public Manifest end(ExitCode code) {
    return new Manifest(
        eidoVersion,
        command,
        javaVersion,
        os,
        libtorchVersion,
        device,
        seeds,
        dataHashes,
        started,
        Instant.now().toString(),
        code.value(),
        process);
  }
}
