package dev.sallyport.store.sqlite;

import dev.sallyport.store.sql.Sql;
import dev.sallyport.window.Decision;
import dev.sallyport.window.Ledger;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowRules;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Admits by one conditional statement whose rows decide.
final class Admitting {
  private static final HexFormat HEX = HexFormat.of();

  private Admitting() {}

  /// A row as it stands after it was charged.
  private record Charged(WindowKey key, Ledger ledger) {
    static Charged of(ResultSet row) throws SQLException {
      return new Charged(
          new WindowKey(
              WindowKey.Scope.ofWire(row.getString("scope")).orElseThrow(),
              row.getString("policy"),
              row.getString("subject")),
          WindowRow.of(row).ledger());
    }
  }

  /// Charges every window, each with a key of its own, or none.
  ///
  /// @return empty, and nothing changed, where one has no room, is blocked, or has events that are
  ///     newer than now; why, the rules say
  static Optional<Decision> run(Sql sql, List<Window> windows, long now) throws SQLException {
    List<Charged> charged =
        sql.list(WindowSql.WINDOW_ADMIT, Charged::of, asked(windows, now), now, bytes(now));
    if (charged.isEmpty()) {
      return Optional.empty();
    }
    List<Ledger> ledgers = new ArrayList<>(windows.size());
    for (Window window : windows) {
      ledgers.add(ledger(charged, window.key()));
    }
    return Optional.of(new Decision.AllAdmitted(WindowRules.peek(windows, ledgers, now)));
  }

  private static Ledger ledger(List<Charged> charged, WindowKey key) {
    for (Charged one : charged) {
      if (one.key().equals(key)) {
        return one.ledger();
      }
    }
    throw new IllegalStateException("a window was left out when others were charged");
  }

  private static String asked(List<Window> windows, long now) {
    ArrayNode asked = JsonMapper.shared().createArrayNode();
    for (Window window : windows) {
      long span = window.spanMillis();
      asked
          .addArray()
          .add(window.key().subject())
          .add(window.key().scope().wire())
          .add(window.key().policy())
          .add(window.limit())
          .add(span)
          .add(HEX.formatHex(bytes(now - span)));
    }
    return asked.toString();
  }

  /// A time as an event is kept.
  private static byte[] bytes(long time) {
    return ByteBuffer.allocate(Long.BYTES).putLong(time).array();
  }
}
