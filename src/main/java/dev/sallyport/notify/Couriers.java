package dev.sallyport.notify;

import dev.sallyport.config.Endpoint;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All endpoints of a gate, each told by a thread of its own, so that one that hangs keeps nobody
/// else waiting.
public final class Couriers implements AutoCloseable {
  /// How often to look whether there is something to tell.
  static final Duration LOOK = Duration.ofMillis(500);

  /// How often to look how far the endpoints are behind.
  static final Duration LOOK_BACK = Duration.ofSeconds(2);

  /// How long to wait for a thread to end.
  static final Duration LAST_WAIT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Couriers.class);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Courier> couriers;
  private final Backlog backlog;
  private final List<Thread> threads = new ArrayList<>();

  private Couriers(List<Courier> couriers, Backlog backlog) {
    this.couriers = couriers;
    this.backlog = backlog;
  }

  /// Is told what came of each try.
  @FunctionalInterface
  public interface Listener {
    void told(String endpoint, String result);
  }

  /// What came of a try.
  enum Result {
    TAKEN,
    FAILED,
    DEAD;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Reads the endpoints' secrets.
  ///
  /// @param publicUrl where people and receivers reach the gate
  /// @throws EndpointException when an endpoint's file cannot be used, with what to do
  public static Couriers of(
      List<Endpoint> endpoints,
      Optional<URI> publicUrl,
      Store store,
      Ambient ambient,
      Listener listener)
      throws EndpointException {
    List<Courier> couriers = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      couriers.add(
          new Courier(
              endpoint.name(),
              new EventFilter(endpoint.events()),
              Senders.of(endpoint, publicUrl, ambient.clock()),
              store,
              publicUrl,
              ambient.random(),
              listener));
    }
    return new Couriers(
        couriers,
        new Backlog(store, endpoints.stream().map(Endpoint::name).collect(Collectors.toSet())));
  }

  /// How old the oldest record is that an endpoint of this gate has still to be told, in seconds.
  public long lagSeconds() {
    return backlog.lagSeconds();
  }

  /// How many records are dead letters of an endpoint of this gate.
  public long dead() {
    return backlog.dead();
  }

  public void start() {
    couriers.forEach(Courier::register);
    for (Courier courier : couriers) {
      threads.add(Thread.ofVirtual().name("notify").start(() -> goOn(courier)));
    }
    if (!couriers.isEmpty()) {
      threads.add(Thread.ofVirtual().name("notify-backlog").start(this::lookBack));
    }
  }

  private void lookBack() {
    try {
      do {
        try {
          backlog.look();
        } catch (StoreUnavailableException e) {
          LOG.debug("how far endpoints are behind is not known: the store is unavailable");
        } catch (RuntimeException e) {
          LOG.error("looking how far endpoints are behind failed; it is tried again", e);
        }
      } while (!stop.await(LOOK_BACK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void goOn(Courier courier) {
    try {
      boolean more = false;
      while (more || !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        more = round(courier) && stop.getCount() > 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean round(Courier courier) {
    try {
      return courier.round();
    } catch (StoreUnavailableException e) {
      LOG.warn("telling an endpoint has to wait: the store is unavailable");
    } catch (RuntimeException e) {
      LOG.error("telling an endpoint failed; it is tried again", e);
    }
    return false;
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      for (Thread thread : threads) {
        if (!thread.join(LAST_WAIT)) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
