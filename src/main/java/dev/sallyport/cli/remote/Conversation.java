package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.client.Followed;
import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a command says to its gate, and hears. A request whose answer was lost is sent again only
/// where that changes nothing: it only reads, or its idempotency key gets it the first answer (P5).
final class Conversation implements AutoCloseable {
  /// How often a request is sent again whose connection was lost.
  static final int MOST_REPLAYS = 5;

  static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final ConfiguredGate gate;
  private final GateClient client;
  private final Surroundings surroundings;
  private final Output err;

  private Conversation(
      ConfiguredGate gate, GateClient client, Surroundings surroundings, Output err) {
    this.gate = gate;
    this.client = client;
    this.surroundings = surroundings;
    this.err = err;
  }

  /// @param err where to say that something takes a second try
  static Conversation with(Surroundings surroundings, Output err) {
    ConfiguredGate gate = ConfiguredGate.of(surroundings);
    return new Conversation(gate, gate.client(), surroundings, err);
  }

  private interface Request {
    Reply send() throws UnreachableException;
  }

  ConfiguredGate gate() {
    return gate;
  }

  /// Reads.
  JsonNode get(String path) {
    return success(repeatable(() -> client.get(path), ExitStatus.UNREACHABLE, ""));
  }

  /// Takes an action that only reads.
  JsonNode read(ObjectNode action) {
    return success(repeatable(() -> client.execute(action), ExitStatus.UNREACHABLE, ""));
  }

  /// Takes an action under its idempotency key; the answer may be a problem.
  Reply write(ObjectNode action) {
    return write(action, Optional.empty());
  }

  /// @param patience how long the gate is to wait for a run before it answers `accepted`
  Reply write(ObjectNode action, Optional<Duration> patience) {
    String key = action.path("idempotencyKey").asString("");
    return repeatable(
        () ->
            patience.isPresent() ? client.execute(action, patience.get()) : client.execute(action),
        ExitStatus.UNKNOWN,
        " Whether it happened is not known here. Run the same command again with the key %s: it gets the first answer and happens once."
            .formatted(key));
  }

  /// Follows an execution; the answer may be a problem.
  ///
  /// @param lastEventId of the last event that was read; empty for none
  Followed follow(String path, String lastEventId) throws UnreachableException {
    return client.follow(path, lastEventId);
  }

  /// Says something that has no key, once.
  JsonNode post(String path, ObjectNode body) {
    return success(once(() -> client.post(path, body)));
  }

  JsonNode delete(String path) {
    return success(once(() -> client.delete(path)));
  }

  /// The body of a success.
  ///
  /// @throws RefusedException with what the gate said instead
  static JsonNode success(Reply reply) {
    if (!reply.isOk() && !reply.isAccepted()) {
      throw new RefusedException(reply);
    }
    return reply.body();
  }

  private static Reply once(Request request) {
    try {
      return request.send();
    } catch (UnreachableException e) {
      throw arrived(e)
          ? new CommandException(
              ExitStatus.UNKNOWN,
              e.getMessage()
                  + " Look first whether it happened: sallyport changes, sallyport status.")
          : new CommandException(ExitStatus.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  private Reply repeatable(Request request, ExitStatus whenLost, String advice) {
    Duration pause = FIRST_PAUSE;
    boolean lost = false;
    for (int replays = 0; ; replays++) {
      try {
        return request.send();
      } catch (UnreachableException e) {
        lost |= arrived(e);
        if (!lost) {
          throw new CommandException(ExitStatus.UNREACHABLE, String.valueOf(e.getMessage()));
        }
        if (replays == MOST_REPLAYS || Thread.currentThread().isInterrupted()) {
          throw new CommandException(whenLost, e.getMessage() + advice);
        }
        err.println(
            "sallyport: the connection was lost; sending the same request again (%d of %d)"
                .formatted(replays + 1, MOST_REPLAYS));
        pause(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  /// Whether the gate may have got the request, as far as its sender can know.
  private static boolean arrived(UnreachableException e) {
    return !(e.getCause() instanceof ConnectException
        || e.getCause() instanceof HttpConnectTimeoutException);
  }

  void pause(Duration pause) {
    try {
      surroundings.pauses().wait(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitStatus.UNKNOWN, "Interrupted while waiting for the gate.");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
