// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.eidograph.base.AtomicFiles;
import org.eidograph.base.Json;
import org.eidograph.base.OutOfResourcesException;
import org.eidograph.theory.kernel.GramTile;
import org.eidograph.theory.kernel.KernelGram;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safetensors file of whole symmetric matrices {@code nngp} and {@code ntk} in float64, written
 * tile by tile: nothing larger than a tile is ever in memory. The file appears when it is complete.
 */
final class KernelFile {
  private static final int ALIGNMENT = 8;

  private final FileChannel channel;
  private final int count;
  private final long start;
  private final KernelGram.Settings wanted;

  private KernelFile(FileChannel channel, int count, long start, KernelGram.Settings wanted) {
    this.channel = channel;
    this.count = count;
    this.start = start;
    this.wanted = wanted;
  }

  /** Bytes of the matrices of {@code count} inputs. */
  static long bytes(int count, KernelGram.Settings wanted) {
    int matrices = (wanted.nngp() ? 1 : 0) + (wanted.ntk() ? 1 : 0);
    return Math.multiplyExact((long) matrices * Double.BYTES * count, (long) count);
  }

  /**
   * Computes and writes all wanted kernels.
   *
   * @throws OutOfResourcesException if the disk is full or refuses; an older file stays
   */
  static void write(Path file, KernelGram gram, int count, KernelGram.Settings wanted) {
    Path beside = file.resolveSibling("." + file.getFileName() + ".partial");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      requireSpace(file, bytes(count, wanted));
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        gram.compute(begin(channel, count, wanted)::place);
      }
      AtomicFiles.publish(beside, file);
    } catch (IOException e) {
      throw AtomicFiles.refusal(file, e);
    } catch (UncheckedIOException e) {
      throw AtomicFiles.refusal(file, Objects.requireNonNull(e.getCause()));
    } finally {
      deleteQuietly(beside);
    }
  }

  private static void requireSpace(Path file, long bytes) throws IOException {
    long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    if (bytes > free) {
      throw new OutOfResourcesException(
          "%s needs %.1f GB, but its disk has %.1f GB left; ask for one kernel, take fewer inputs or another disk"
              .formatted(file, bytes / 1e9, free / 1e9));
    }
  }

  private static KernelFile begin(FileChannel channel, int count, KernelGram.Settings wanted)
      throws IOException {
    byte[] header = header(count, wanted);
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length).put(header).flip();
    writeFully(channel, buffer, 0);
    return new KernelFile(channel, count, Long.BYTES + header.length, wanted);
  }

  private static byte[] header(int count, KernelGram.Settings wanted) {
    ObjectNode root = Json.object();
    root.putObject("__metadata__").put("format", "pt");
    long bytes = (long) Double.BYTES * count * count;
    long offset = 0;
    for (String name : new String[] {"nngp", "ntk"}) {
      if (name.equals("nngp") ? wanted.nngp() : wanted.ntk()) {
        ObjectNode node = root.putObject(name);
        node.put("dtype", "F64");
        node.putArray("shape").add(count).add(count);
        node.putArray("data_offsets").add(offset).add(offset + bytes);
        offset += bytes;
      }
    }
    byte[] json = Json.line(root).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, json.length + Math.floorMod(-json.length, ALIGNMENT));
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /** Writes a tile and its mirror image. */
  private void place(GramTile tile) {
    try {
      long matrix = start;
      if (wanted.nngp()) {
        place(tile, tile.nngp(), matrix);
        matrix += (long) Double.BYTES * count * count;
      }
      if (wanted.ntk()) {
        place(tile, tile.ntk(), matrix);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void place(GramTile tile, double[] entries, long matrix) throws IOException {
    ByteBuffer line =
        ByteBuffer.allocate(Double.BYTES * Math.max(tile.rows(), tile.columns()))
            .order(ByteOrder.LITTLE_ENDIAN);
    boolean diagonal = tile.row() == tile.column();
    for (int i = 0; i < tile.rows(); i++) {
      line.clear();
      for (int j = 0; j < tile.columns(); j++) {
        // rounding differs by the order of a pair: the lower triangle counts for both
        boolean mirrored = diagonal && j > i;
        line.putDouble(entries[mirrored ? j * tile.columns() + i : i * tile.columns() + j]);
      }
      writeFully(channel, line.flip(), at(matrix, tile.row() + i, tile.column()));
    }
    if (diagonal) {
      return; // comes whole
    }
    for (int j = 0; j < tile.columns(); j++) {
      line.clear();
      for (int i = 0; i < tile.rows(); i++) {
        line.putDouble(entries[i * tile.columns() + j]);
      }
      writeFully(channel, line.flip(), at(matrix, tile.column() + j, tile.row()));
    }
  }

  private long at(long matrix, int row, int column) {
    return matrix + Double.BYTES * ((long) row * count + column);
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer, long at)
      throws IOException {
    long position = at;
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // gone by rename, or the failure is already being reported
    }
  }
}
