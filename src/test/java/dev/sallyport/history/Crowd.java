package dev.sallyport.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A principal with a tight limit that comes in bursts at both gates at once.
final class Crowd {
  private static final int BURSTS = 3;
  private static final int BURST = 15;

  private Crowd() {}

  static void come(Client client, Random random, long windowMillis) {
    for (int burst = 0; burst < BURSTS; burst++) {
      List<Thread> all = new ArrayList<>();
      for (int n = 0; n < BURST; n++) {
        int gate = random.nextInt(client.gates().count());
        all.add(Thread.ofVirtual().start(() -> client.execute(gate, Story.read("status"))));
      }
      for (Thread each : all) {
        try {
          each.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
      // So that the next burst falls into the same window, across its end, or after it.
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(random.nextLong(windowMillis + windowMillis / 2)));
    }
  }
}
