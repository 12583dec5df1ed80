package dev.sallyport.history;

import dev.sallyport.fixture.TestCaller;
import dev.sallyport.history.Client.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// One change from its preview to its end, as an impatient caller with bad manners brings it about:
/// copies of each request at once at both gates, tries under another key, and the same again later.
final class Story {
  private static final int MOST_TRIES = 5;
  private static final long LONGEST_WAIT_NANOS = 300_000_000;

  private final Client client;
  private final Random random;
  private final String target;
  private final String name;
  private final Consumer<ObjectNode> keep;

  /// @param keep takes requests that were acknowledged, to be sent once more at the end
  Story(Client client, Random random, String target, String name, Consumer<ObjectNode> keep) {
    this.client = client;
    this.random = random;
    this.target = target;
    this.name = name;
    this.keep = keep;
  }

  void play() {
    switch (random.nextInt(8)) {
      case 0 -> send(edit("auto"), 1 + random.nextInt(4));
      case 1 -> confirmed(rollback(), "rollback");
      default -> confirmed(edit("preview"), "apply", "deploy");
    }
    look();
  }

  private ObjectNode edit(String action) {
    return TestCaller.edit(action, name, "page.html", "<p>" + name + "</p>\n")
        .put("target", target);
  }

  private ObjectNode rollback() {
    return TestCaller.body("preview", name)
        .put("command", "Undo it")
        .put("operation", "rollback")
        .put("target", target);
  }

  private void confirmed(ObjectNode preview, String... actions) {
    Asked previewed = send(preview, 1 + random.nextInt(2));
    if (!previewed.succeeded()) {
      return;
    }
    String token = previewed.reply().result().path("confirmToken").asString("");
    look();
    for (String action : actions) {
      if (random.nextInt(5) == 0) {
        send(confirm(action, token).put("idempotencyKey", name + "-thief"), 1);
      }
      ObjectNode request = confirm(action, token);
      Asked done = send(request, 1 + random.nextInt(4));
      if (!done.succeeded()) {
        return;
      }
      if (random.nextInt(3) == 0) {
        send(request, 2);
        send(preview, 1);
      }
      if (random.nextInt(3) == 0) {
        return;
      }
    }
  }

  private ObjectNode confirm(String action, String token) {
    return TestCaller.body(action, name).put("target", target).put("confirmToken", token);
  }

  /// Sends copies at once, and one of them again while it is worth it.
  private Asked send(ObjectNode request, int copies) {
    List<Thread> others = new ArrayList<>();
    for (int copy = 1; copy < copies; copy++) {
      int gate = anyGate();
      others.add(Thread.ofVirtual().start(() -> client.execute(gate, request)));
    }
    Asked asked = client.execute(anyGate(), request);
    for (int tries = 1; tries < MOST_TRIES && asked.isWorthAnotherTry(); tries++) {
      // The time between two tries is the caller's own; nothing is waited for.
      LockSupport.parkNanos(random.nextLong(LONGEST_WAIT_NANOS));
      asked = client.execute(anyGate(), request);
    }
    others.forEach(Story::join);
    if (asked.op().isFinal()) {
      keep.accept(request);
    }
    return asked;
  }

  private void look() {
    for (int n = random.nextInt(3); n > 0; n--) {
      switch (random.nextInt(3)) {
        case 0 -> client.get(anyGate(), "changes", "/v1/changes?limit=3");
        case 1 -> client.get(anyGate(), "targets", "/v1/targets");
        default -> client.execute(anyGate(), read("list").put("target", target));
      }
    }
  }

  /// A request that only reads.
  static ObjectNode read(String action) {
    return History.JSON.createObjectNode().put("action", action);
  }

  private int anyGate() {
    return random.nextInt(client.gates().count());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
