package dev.sallyport.store.postgres;

import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Those who want a connection: so many may stand in line at all, and whoever came first is served
/// first.
final class Line {
  private final int connections;
  private final int queue;
  private final long patienceNanos;
  private final Semaphore places;

  /// One for each connection, so that nobody waits inside the pool: whoever gives a connection back
  /// there spins until a waiter takes it, and the waiters are virtual threads that need the
  /// processor for that.
  private final Semaphore turns;

  /// @param queue how many may wait beside those who have a connection
  /// @param patience how long each may wait for its turn
  Line(int connections, int queue, Duration patience) {
    this.connections = connections;
    this.queue = queue;
    patienceNanos = patience.toNanos();
    places = new Semaphore(connections + queue);
    turns = new Semaphore(connections, true);
  }

  /// Takes a place in the line.
  ///
  /// @throws StoreUnavailableException where it is full
  void enter() {
    if (!places.tryAcquire()) {
      throw new StoreUnavailableException(
          Why.FULL, "the queue for the database is full: " + queue + " callers wait");
    }
  }

  void leave() {
    places.release();
  }

  /// Waits until there is a connection for whoever has a place.
  ///
  /// @throws StoreUnavailableException where there is none in time
  void takeTurn() {
    try {
      if (!turns.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS)) {
        throw new StoreUnavailableException(
            Why.TOO_SLOW, "no connection to the database: all " + connections + " are in use");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for a connection", e);
    }
  }

  void endTurn() {
    turns.release();
  }

  /// How many wait for their turn.
  int waiting() {
    return turns.getQueueLength();
  }
}
