package dev.sallyport.store.sqlite;

/// The conditional UPDATE that consumes a token, alone in a unit of work: what the writer's groups
/// give by themselves. A gate never consumes so; in it a consume comes with all that belongs to it.
public final class BareConsume {
  private BareConsume() {}

  /// Whether the token was consumed, now and by this call; on disk when it returns.
  public static boolean in(SqliteStore store, String hash) {
    return store
        .writer()
        .write(
            transaction ->
                Unit.keep(
                    transaction
                            .sql()
                            .update(
                                TokenSql.TOKEN_CONSUME, transaction.now(), hash, transaction.now())
                        == 1));
  }

  /// The statement itself; its values are now, the hash, and now again.
  public static String sql() {
    return TokenSql.TOKEN_CONSUME.sql();
  }
}
