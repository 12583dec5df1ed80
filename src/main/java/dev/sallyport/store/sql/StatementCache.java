package dev.sallyport.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection's prepared statements: the least recently used goes first, none outlives its
/// time, and whatever goes is closed. Belongs to the thread that has the connection.
public final class StatementCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatementCache.class);

  private final Connection connection;
  private final CacheLimits limits;
  private final LongSupplier nanoTime;
  private final CacheStatistics statistics;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long nextSweep;

  private record Entry(PreparedStatement statement, long preparedAt) {}

  public StatementCache(
      Connection connection,
      CacheLimits limits,
      LongSupplier nanoTime,
      CacheStatistics statistics) {
    this.connection = connection;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.statistics = statistics;
    this.nextSweep = nanoTime.getAsLong() + limits.timeToLive().toNanos();
  }

  /// The template's statement, prepared now or before. It stays the cache's: callers neither close
  /// it nor keep it past their next call.
  public PreparedStatement statement(QueryTemplate template) throws SQLException {
    return statement(template, nanoTime.getAsLong());
  }

  /// The same for a caller who has read the time already: reading it takes as long as all the rest.
  public PreparedStatement statement(QueryTemplate template, long now) throws SQLException {
    sweep(now);
    Entry found = entries.get(template.sql());
    if (found != null && isExpired(found, now)) {
      entries.remove(template.sql());
      statistics.expired();
      close(found);
      found = null;
    }
    if (found != null) {
      statistics.hit();
      return found.statement();
    }
    statistics.miss();
    return prepare(template, now);
  }

  /// Closes the template's statement after an error that may lie in the statement itself, such as a
  /// schema that changed under it.
  public void drop(QueryTemplate template) {
    Entry entry = entries.remove(template.sql());
    if (entry != null) {
      statistics.dropped();
      close(entry);
    }
  }

  public int size() {
    return entries.size();
  }

  @Override
  public void close() {
    List<Entry> all = new ArrayList<>(entries.values());
    entries.clear();
    all.forEach(this::close);
  }

  private PreparedStatement prepare(QueryTemplate template, long now) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(template.sql());
    statistics.prepared();
    entries.put(template.sql(), new Entry(statement, now));
    if (entries.size() > limits.size()) {
      Entry eldest = removeFirst();
      if (eldest != null) {
        statistics.evicted();
        close(eldest);
      }
    }
    return statement;
  }

  private @Nullable Entry removeFirst() {
    Iterator<Entry> iterator = entries.values().iterator();
    if (!iterator.hasNext()) {
      return null;
    }
    Entry first = iterator.next();
    iterator.remove();
    return first;
  }

  /// Once every time to live, so that a statement nobody asks for again goes too.
  private void sweep(long now) {
    if (now - nextSweep < 0) {
      return;
    }
    nextSweep = now + limits.timeToLive().toNanos();
    Iterator<Entry> iterator = entries.values().iterator();
    while (iterator.hasNext()) {
      Entry entry = iterator.next();
      if (isExpired(entry, now)) {
        iterator.remove();
        statistics.expired();
        close(entry);
      }
    }
  }

  private boolean isExpired(Entry entry, long now) {
    return now - entry.preparedAt() >= limits.timeToLive().toNanos();
  }

  private void close(Entry entry) {
    statistics.closed();
    try {
      entry.statement().close();
    } catch (SQLException e) {
      // The connection is broken and takes the statement with it.
      LOG.debug("closing a prepared statement failed", e);
    }
  }
}
