package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.client.EventReader;
import dev.sallyport.client.Followed;
import dev.sallyport.client.Reply;
import dev.sallyport.client.ServerEvent;
import dev.sallyport.client.UnreachableException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Follows an execution by its events, and goes on where it was after the connection broke.
final class EventWatch {
  /// How often in a row it is tried to go on without one event.
  static final int MOST_BREAKS = 8;

  static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final Set<String> LATER =
      Set.of("rate-limited", "rate-blocked", "draining", "store-unavailable");

  private final Conversation gate;
  private final Consumer<ServerEvent> told;
  private String last = "";
  private int breaks;

  /// @param told hears of every event once, but for `state`, which comes with every connection
  EventWatch(Conversation gate, Consumer<ServerEvent> told) {
    this.gate = gate;
    this.told = told;
  }

  /// Waits for the end.
  ///
  /// @return the execution as it ended
  /// @throws RefusedException when the gate answers with a problem
  JsonNode ended(String execution) {
    String path = "/v1/executions/" + execution + "/events";
    while (true) {
      Duration pause = pauseAfter(breaks);
      try {
        switch (gate.follow(path, last)) {
          case Followed.Open(EventReader events) -> {
            Optional<JsonNode> end = read(events);
            if (end.isPresent()) {
              return end.get();
            }
          }
          case Followed.Refused(Reply reply) -> {
            if (!LATER.contains(reply.slug()) || breaks >= MOST_BREAKS) {
              throw new RefusedException(reply);
            }
            pause = reply.retryAfter().orElse(pause);
          }
        }
      } catch (UnreachableException e) {
        if (breaks >= MOST_BREAKS) {
          throw new CommandException(
              ExitStatus.UNREACHABLE, e.getMessage() + " The run goes on without its watcher.");
        }
      }
      breaks++;
      gate.pause(pause);
    }
  }

  private Optional<JsonNode> read(EventReader open) {
    try (EventReader events = open) {
      for (Optional<ServerEvent> next = events.next(); next.isPresent(); next = events.next()) {
        ServerEvent event = next.get();
        breaks = 0;
        if (!event.id().isEmpty()) {
          last = event.id();
        }
        told.accept(event);
        if (event.name().equals("end")) {
          return Optional.of(event.data());
        }
      }
      return Optional.empty();
    }
  }

  private static Duration pauseAfter(int breaks) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(breaks, MOST_BREAKS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
