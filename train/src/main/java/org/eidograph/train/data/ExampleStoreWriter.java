// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eidograph.base.AtomicFiles;
import org.jspecify.annotations.Nullable;

/** Fills an {@link ExampleStore}; spills to a temporary file once memory is used up. */
final class ExampleStoreWriter implements AutoCloseable {
  private final long memoryBytes;
  private byte[] memory = new byte[1 << 12];
  private long position;
  private long[] offsets = new long[64];
  private int[] lengths = new int[64];
  private int[] rows = new int[64];
  private int[] labels = new int[64];
  private int size;
  private @Nullable Spill spill;

  ExampleStoreWriter(long memoryBytes) {
    this.memoryBytes = Math.min(memoryBytes, ExampleStore.SEGMENT);
  }

  /**
   * Appends an example.
   *
   * @param row number of the row it comes from
   * @throws org.eidograph.base.OutOfResourcesException if the temporary file cannot be written
   */
  void add(Example example, int row) {
    byte[] bytes = encode(example);
    int room = (int) (ExampleStore.SEGMENT - position % ExampleStore.SEGMENT);
    if (bytes.length > room) {
      append(new byte[room]);
    }
    reserve();
    offsets[size] = position;
    lengths[size] = example.length();
    labels[size] = example.label();
    rows[size++] = row;
    append(bytes);
  }

  int size() {
    return size;
  }

  /** The finished store; the writer is used up. */
  ExampleStore finish() {
    ExampleStore.Index index =
        new ExampleStore.Index(
            Arrays.copyOf(offsets, size),
            Arrays.copyOf(lengths, size),
            Arrays.copyOf(rows, size),
            Arrays.copyOf(labels, size));
    Spill file = spill;
    if (file == null) {
      return new ExampleStore(List.of(ByteBuffer.wrap(memory, 0, (int) position)), index);
    }
    return new ExampleStore(file.map(position), index);
  }

  @Override
  public void close() {
    if (spill != null) {
      spill.close();
    }
  }

  /** Whether a temporary file is in use. */
  boolean isSpilled() {
    return spill != null;
  }

  private void append(byte[] bytes) {
    if (spill == null && position + bytes.length > memoryBytes) {
      spill = new Spill();
      spill.write(memory, (int) position);
      memory = new byte[0];
    }
    if (spill != null) {
      spill.write(bytes, bytes.length);
    } else {
      if (position + bytes.length > memory.length) {
        long grown = Math.max(2L * memory.length, position + bytes.length);
        memory = Arrays.copyOf(memory, (int) Math.min(grown, Integer.MAX_VALUE - 8));
      }
      System.arraycopy(bytes, 0, memory, (int) position, bytes.length);
    }
    position += bytes.length;
  }

  private void reserve() {
    if (size == lengths.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
      rows = Arrays.copyOf(rows, 2 * size);
      labels = Arrays.copyOf(labels, 2 * size);
    }
  }

  private static byte[] encode(Example example) {
    int length = example.length();
    ByteBuffer bytes = ByteBuffer.allocate(ExampleStore.bytes(length));
    for (int id : example.ids()) {
      bytes.putInt(id);
    }
    byte[] array = bytes.array();
    for (int i = 0; i < length; i++) {
      if (example.trained()[i]) {
        array[4 * length + i / 8] |= (byte) (1 << (i % 8));
      }
    }
    return array;
  }

  /** The temporary file. */
  private static final class Spill {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;

    Spill() {
      Path created = Path.of("temporary file");
      try {
        created = Files.createTempFile("eidograph-examples-", ".bin");
        channel =
            FileChannel.open(
                created,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      } catch (IOException e) {
        throw AtomicFiles.refusal(created, e);
      }
      file = created;
      out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20);
    }

    void write(byte[] bytes, int count) {
      try {
        out.write(bytes, 0, count);
      } catch (IOException e) {
        throw AtomicFiles.refusal(file, e);
      }
    }

    /** Maps what was written and closes the file: a mapping outlives its channel. */
    List<ByteBuffer> map(long total) {
      try {
        out.flush();
        List<ByteBuffer> segments = new ArrayList<>();
        for (long start = 0; start < total; start += ExampleStore.SEGMENT) {
          long count = Math.min(ExampleStore.SEGMENT, total - start);
          segments.add(channel.map(FileChannel.MapMode.READ_ONLY, start, count));
        }
        return segments;
      } catch (IOException e) {
        throw AtomicFiles.refusal(file, e);
      } finally {
        close();
      }
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // Windows keeps a mapped file until the process ends
        file.toFile().deleteOnExit();
      }
    }
  }
}
