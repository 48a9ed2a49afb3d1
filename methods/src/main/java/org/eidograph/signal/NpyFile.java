// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eidograph.base.BadInputException;
import org.eidograph.theory.kernel.GramInput;

/**
 * Reads a matrix of float32 or float64 from NumPy's {@code .npy} format: the bytes {@code
 * \x93NUMPY}, two of version, the header's length (two bytes in version 1, four later), and a
 * Python dictionary of element type, order and shape; then the numbers.
 */
final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern COLUMNS_FIRST = Pattern.compile("'fortran_order':\\s*True");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  private NpyFile() {}

  static GramInput.Points read(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      String header = header(bytes, file);
      if (COLUMNS_FIRST.matcher(header).find()) {
        throw refused(file, "is stored column by column; save numpy.ascontiguousarray of it");
      }
      long[] shape = shape(header, file);
      return PointFile.matrix(values(bytes, header, shape, file), shape, file.toString());
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String header(ByteBuffer bytes, Path file) {
    byte[] magic = new byte[MAGIC.length];
    if (bytes.remaining() < MAGIC.length + 6) {
      throw refused(file, "is too short to be one; save it again with numpy.save");
    }
    bytes.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw refused(file, "is none; save it with numpy.save");
    }
    int version = bytes.get();
    bytes.get(); // minor version
    long length = version == 1 ? Short.toUnsignedLong(bytes.getShort()) : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw refused(file, "ends within its header; save it again with numpy.save");
    }
    byte[] header = new byte[(int) length];
    bytes.get(header);
    return new String(header, StandardCharsets.UTF_8);
  }

  private static long[] shape(String header, Path file) {
    Matcher shape = SHAPE.matcher(header);
    if (!shape.find()) {
      throw refused(file, "has no shape; save it again with numpy.save");
    }
    try {
      return Arrays.stream(shape.group(1).split(","))
          .map(String::strip)
          .filter(each -> !each.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw refused(file, "has the impossible shape (%s); save it again".formatted(shape.group(1)));
    }
  }

  private static double[] values(ByteBuffer bytes, String header, long[] shape, Path file) {
    Matcher type = TYPE.matcher(header);
    String name = type.find() ? type.group(1) : "no plain type";
    boolean wide = name.equals("<f8");
    if (!wide && !name.equals("<f4")) {
      throw refused(file, "holds %s; convert it to float64".formatted(name));
    }
    double count = Arrays.stream(shape).asDoubleStream().reduce(1, (x, y) -> x * y);
    // as a double, so that no absurd shape overflows into a plausible one
    if (bytes.remaining() != count * (wide ? Double.BYTES : Float.BYTES)) {
      throw refused(
          file,
          "must hold %.0f numbers, but has %d bytes of them; save it again"
              .formatted(count, bytes.remaining()));
    }
    double[] values = new double[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = wide ? bytes.getDouble() : bytes.getFloat();
    }
    return values;
  }

  private static BadInputException refused(Path file, String why) {
    return new BadInputException(
        "inputs in a .npy file must be a matrix of float32 or float64, but %s %s"
            .formatted(file, why));
  }
}
