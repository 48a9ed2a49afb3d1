// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Examples by number, {@code 0 … size − 1}; a view of a store, valid until the {@link DataSource}
 * is closed. Safe for use by several threads.
 */
public final class ExampleSet {
  private final ExampleStore store;
  private final int[] indices;

  ExampleSet(ExampleStore store, int[] indices) {
    this.store = store;
    this.indices = indices.clone();
  }

  /** Number of examples. */
  public int size() {
    return indices.length;
  }

  /** Whether there is no example. */
  public boolean isEmpty() {
    return indices.length == 0;
  }

  /** The first examples, or all if there are fewer. */
  public ExampleSet first(int count) {
    return new ExampleSet(store, Arrays.copyOf(indices, Math.min(count, indices.length)));
  }

  /**
   * So many examples evenly spaced over the set, or all if there are fewer: a sample of every part
   * of a set that is sorted, as by class.
   */
  public ExampleSet spread(int count) {
    int taken = Math.min(count, indices.length);
    int[] chosen = new int[taken];
    for (int i = 0; i < taken; i++) {
      chosen[i] = indices[(int) ((long) i * indices.length / taken)];
    }
    return new ExampleSet(store, chosen);
  }

  /** A fresh copy of an example. */
  public Example get(int index) {
    return store.get(indices[index]);
  }

  /** Tokens of an example, without reading it. */
  public int length(int index) {
    return store.length(indices[index]);
  }

  /** Tokens of all examples. */
  public long tokens() {
    long sum = 0;
    for (int index : indices) {
      sum += store.length(index);
    }
    return sum;
  }

  /** Tokens that the model has to predict, over all examples. */
  public long targets() {
    long sum = 0;
    for (int i = 0; i < size(); i++) {
      sum += get(i).targets();
    }
    return sum;
  }

  /**
   * SHA-256 over all examples in order: for each its length, its ids and its marks, and its class
   * if it has one. Two sets with the same hash train alike.
   */
  public String sha256() {
    MessageDigest digest = newDigest();
    for (int i = 0; i < size(); i++) {
      update(digest, get(i));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of one example, as {@link #sha256()} counts it. */
  public String sha256(int index) {
    MessageDigest digest = newDigest();
    update(digest, get(index));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, Example example) {
    int length = example.length();
    ByteBuffer bytes = ByteBuffer.allocate(4 + 5 * length).putInt(length);
    for (int id : example.ids()) {
      bytes.putInt(id);
    }
    for (boolean trained : example.trained()) {
      bytes.put((byte) (trained ? 1 : 0));
    }
    digest.update(bytes.array());
    if (example.label() != Example.UNLABELLED) {
      digest.update(ByteBuffer.allocate(4).putInt(example.label()).array());
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
