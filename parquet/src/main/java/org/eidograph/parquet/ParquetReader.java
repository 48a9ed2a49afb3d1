// Licensed under the Apache License, Version 2.0.
package org.eidograph.parquet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.eidograph.base.BadInputException;
import org.eidograph.base.Json;
import org.eidograph.train.data.Origin;
import org.eidograph.train.data.Row;
import org.eidograph.train.data.RowReader;
import org.eidograph.train.data.RowStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parquet: rows in file order, nested lists and structures as JSON arrays and objects. Rows are
 * streamed; DuckDB keeps about one row group in memory.
 */
public final class ParquetReader implements RowReader {
  @Override
  public Set<String> extensions() {
    return Set.of("parquet");
  }

  @Override
  public RowStream open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("cannot read %s: it does not exist".formatted(file));
    }
    try {
      return new Rows(file);
    } catch (SQLException e) {
      throw refusal(file, e);
    }
  }

  private static BadInputException refusal(Path file, SQLException e) {
    String message = String.valueOf(e.getMessage());
    String firstLine = message.lines().findFirst().orElse(message);
    return new BadInputException(
        "%s is not a readable Parquet file: %s".formatted(file, firstLine), e);
  }

  private static final class Rows implements RowStream {
    private final Path file;
    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet results;
    private long row;

    Rows(Path file) throws SQLException {
      this.file = file;
      Properties settings = new Properties();
      settings.setProperty("jdbc_stream_results", "true");
      settings.setProperty("preserve_insertion_order", "true");
      settings.setProperty("autoinstall_known_extensions", "false");
      settings.setProperty("threads", "1");
      connection = DriverManager.getConnection("jdbc:duckdb:", settings);
      try {
        statement =
            connection.prepareStatement("SELECT to_json(t)::VARCHAR FROM read_parquet(?) AS t");
        statement.setString(1, escaped(file));
        results = statement.executeQuery();
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }

    @Override
    public @Nullable Row next() {
      try {
        if (!results.next()) {
          return null;
        }
        Origin origin = new Origin(file, ++row);
        return new Row((ObjectNode) Json.parse(results.getString(1), origin.toString()), origin);
      } catch (SQLException e) {
        throw refusal(file, e);
      }
    }

    @Override
    public void close() {
      try {
        results.close();
        statement.close();
        connection.close();
      } catch (SQLException e) {
        throw refusal(file, e);
      }
    }

    /** The path taken literally, where DuckDB would expand a pattern. */
    private static String escaped(Path file) {
      return file.toString().replaceAll("([\\[*?])", "[$1]");
    }
  }
}
