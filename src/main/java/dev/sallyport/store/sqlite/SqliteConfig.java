package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.CacheLimits;
import dev.sallyport.store.sql.QueryStatistics;
import java.nio.file.Path;
import java.time.Duration;

/// Where the store's file is, and its limits.
///
/// @param queue how many units of work may wait for the writer, and as many again for the readers
/// @param group how many units are committed together at most
/// @param readers how many connections read
/// @param takenWithin how long a unit waits until it is begun
/// @param doneWithin how long a unit that was begun may last
/// @param busy how long to wait for another process that writes
/// @param lease how long a gate lives without a sign of life
/// @param checkpointEvery units between two checkpoints of the write-ahead log
/// @param logPages from this many pages on, a checkpoint also cuts the write-ahead log short
/// @param statements per connection
/// @param slowQuery from here on a query is logged as slow
public record SqliteConfig(
    Path file,
    int queue,
    int group,
    int readers,
    Duration takenWithin,
    Duration doneWithin,
    Duration busy,
    Duration lease,
    int checkpointEvery,
    int logPages,
    CacheLimits statements,
    Duration slowQuery) {
  public SqliteConfig {
    atLeastOne("queue", queue);
    atLeastOne("group", group);
    atLeastOne("readers", readers);
    atLeastOne("checkpointEvery", checkpointEvery);
    atLeastOne("logPages", logPages);
    positive("takenWithin", takenWithin);
    positive("doneWithin", doneWithin);
    positive("busy", busy);
    positive("lease", lease);
    positive("slowQuery", slowQuery);
  }

  /// The defaults for a store in that file.
  public static SqliteConfig of(Path file) {
    return new SqliteConfig(
        file,
        1024,
        64,
        4,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        500,
        16_384,
        CacheLimits.DEFAULT,
        QueryStatistics.DEFAULT_SLOW);
  }

  public SqliteConfig withQueue(int queue, int group, Duration takenWithin) {
    return new SqliteConfig(
        file,
        queue,
        group,
        readers,
        takenWithin,
        doneWithin,
        busy,
        lease,
        checkpointEvery,
        logPages,
        statements,
        slowQuery);
  }

  public SqliteConfig withStatements(CacheLimits statements, Duration slowQuery) {
    return new SqliteConfig(
        file,
        queue,
        group,
        readers,
        takenWithin,
        doneWithin,
        busy,
        lease,
        checkpointEvery,
        logPages,
        statements,
        slowQuery);
  }

  public SqliteConfig withLease(Duration lease) {
    return new SqliteConfig(
        file,
        queue,
        group,
        readers,
        takenWithin,
        doneWithin,
        busy,
        lease,
        checkpointEvery,
        logPages,
        statements,
        slowQuery);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1: " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is positive: " + value);
    }
  }
}
