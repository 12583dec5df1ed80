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
/// @param checkpointEvery units between two checkpoints of the write-ahead log
/// @param logPages from this many pages on, the writer brings in the rest of the write-ahead log
///     between two groups
/// @param statements per connection
/// @param slowQuery from here on a query is logged as slow
public record SqliteConfig(
    Path file,
    int queue,
    int group,
    int readers,
    Waits waits,
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
    positive("slowQuery", slowQuery);
  }

  /// How long is waited for what.
  ///
  /// @param taken until a unit of work is begun
  /// @param done until a unit of work that was begun has ended
  /// @param busy for another process that writes
  /// @param lease for a gate's sign of life
  public record Waits(Duration taken, Duration done, Duration busy, Duration lease) {
    public static final Waits DEFAULT =
        new Waits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15));

    public Waits {
      positive("taken", taken);
      positive("done", done);
      positive("busy", busy);
      positive("lease", lease);
    }
  }

  /// The defaults for a store in that file.
  public static SqliteConfig of(Path file) {
    return new SqliteConfig(
        file,
        1024,
        64,
        4,
        Waits.DEFAULT,
        500,
        16_384,
        CacheLimits.DEFAULT,
        QueryStatistics.DEFAULT_SLOW);
  }

  public SqliteConfig withQueue(int queue, int group) {
    return new SqliteConfig(
        file, queue, group, readers, waits, checkpointEvery, logPages, statements, slowQuery);
  }

  public SqliteConfig withWaits(Waits waits) {
    return new SqliteConfig(
        file, queue, group, readers, waits, checkpointEvery, logPages, statements, slowQuery);
  }

  /// The same with another lease for a gate's sign of life.
  public SqliteConfig withLease(Duration lease) {
    return withWaits(new Waits(waits.taken(), waits.done(), waits.busy(), lease));
  }

  public SqliteConfig withStatements(CacheLimits statements, Duration slowQuery) {
    return new SqliteConfig(
        file, queue, group, readers, waits, checkpointEvery, logPages, statements, slowQuery);
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
