package dev.sallyport.limit;

/// How many events one stripe's ledgers may have room for in all. Guarded by the stripe's lock.
final class StripeBudget {
  private final long most;
  private long taken;

  StripeBudget(long most) {
    this.most = most;
  }

  boolean allows(long more) {
    return taken + more <= most;
  }

  void take(long slots) {
    taken += slots;
  }

  long taken() {
    return taken;
  }
}
