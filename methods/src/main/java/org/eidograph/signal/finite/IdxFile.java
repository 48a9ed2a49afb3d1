// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.eidograph.base.BadInputException;

/**
 * Reads the format of MNIST: bytes with their sizes in front, plain or gzipped.
 *
 * <pre>
 * 00 00 08 rank, then rank sizes as big-endian 32-bit numbers, then one byte per element
 * </pre>
 *
 * <p>08 stands for unsigned bytes, the only type these data sets use. Whether a file is gzipped is
 * told from its first two bytes, not from its name.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0000_0800;
  private static final int GZIP = 0x1f8b;
  private static final String IMAGES = "images-idx3";
  private static final String LABELS = "labels-idx1";
  private static final int LARGEST = 1 << 30;

  private IdxFile() {}

  /** What a file holds. */
  private record Content(int[] sizes, byte[] bytes) {}

  /**
   * Images with the labels that lie beside them under the usual name: {@code
   * train-images-idx3-ubyte.gz} and {@code train-labels-idx1-ubyte.gz}.
   *
   * @throws BadInputException if a file is missing or is not what it must be
   */
  public static LabelledImages read(Path images) {
    return read(images, labelsBeside(images));
  }

  /** Images, bytes divided by 255, with labels from another file. */
  public static LabelledImages read(Path images, Path labels) {
    Content pixels = content(images, 3);
    Content classes = content(labels, 1);
    int count = pixels.sizes()[0];
    if (count == 0 || classes.sizes()[0] != count) {
      throw new BadInputException(
          "there must be as many labels as images, and one at least, but %s holds %d images and %s %d labels; give the files of one set"
              .formatted(images, count, labels, classes.sizes()[0]));
    }
    double[] rows = new double[pixels.bytes().length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (pixels.bytes()[i] & 0xff) / 255.0;
    }
    int[] each = new int[count];
    for (int i = 0; i < count; i++) {
      each[i] = classes.bytes()[i] & 0xff;
    }
    return new LabelledImages(rows, each, rows.length / count);
  }

  private static Path labelsBeside(Path images) {
    String name = images.getFileName().toString();
    if (!name.contains(IMAGES)) {
      throw new BadInputException(
          "a file of images must have %s in its name, so that its labels are found beside it, got %s; rename it"
              .formatted(IMAGES, images));
    }
    return images.resolveSibling(name.replace(IMAGES, LABELS));
  }

  private static Content content(Path file, int rank) {
    try (DataInputStream in = new DataInputStream(plain(file))) {
      return content(in, file, rank);
    } catch (NoSuchFileException e) {
      throw new BadInputException(
          "a set needs its file of images and its file of labels, but %s does not exist; correct the path"
              .formatted(file),
          e);
    } catch (EOFException e) {
      throw new BadInputException(
          "%s ends before all its elements are there; fetch it again".formatted(file), e);
    } catch (IOException e) {
      throw new BadInputException(
          "%s cannot be read: %s; fetch it again".formatted(file, e.getMessage()), e);
    }
  }

  private static InputStream plain(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    in.mark(2);
    int first = in.read() << 8 | in.read();
    in.reset();
    return first == GZIP ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static Content content(DataInputStream in, Path file, int rank) throws IOException {
    int magic = in.readInt();
    if (magic != (UNSIGNED_BYTES | rank)) {
      throw new BadInputException(
          "%s must begin with %08x, unsigned bytes of rank %d in idx format, got %08x; give another file"
              .formatted(file, UNSIGNED_BYTES | rank, rank, magic));
    }
    int[] sizes = new int[rank];
    long total = 1;
    for (int i = 0; i < rank; i++) {
      sizes[i] = in.readInt();
      total = sizes[i] < 0 || total > LARGEST ? Long.MAX_VALUE : total * sizes[i];
    }
    if (total > LARGEST) {
      throw new BadInputException(
          "%s must hold at most %d bytes, but its head says more; fetch it again"
              .formatted(file, LARGEST));
    }
    byte[] bytes = in.readNBytes((int) total);
    if (bytes.length < total) {
      throw new EOFException();
    }
    return new Content(sizes, bytes);
  }
}
