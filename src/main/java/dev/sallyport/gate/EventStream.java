package dev.sallyport.gate;

import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.execute.Bells;
import dev.sallyport.execute.Runs;
import dev.sallyport.respond.Answer;
import dev.sallyport.respond.Results;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.store.Outputs.Line;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One who follows an execution: the lines that the store has after a number, then each as it
/// comes, then the end. Lines come from the store alone, a page at a time, so that it does not
/// matter which gate runs the execution, and a slow reader holds nothing but its place.
final class EventStream implements Answer.Source {
  /// A comment is sent so often at least, so that both ends know that the other is there.
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /// How often the store is asked about an execution that runs in another gate.
  static final Duration POLL = Duration.ofMillis(500);

  /// How long one stream stands at most; whoever still follows connects again.
  static final Duration LONGEST = Duration.ofMinutes(15);

  /// How many lines are read from the store at once.
  static final int PAGE = 200;

  /// What a reader is told to wait for before it connects again.
  static final Duration RETRY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Store store;
  private final Runs runs;
  private final Streams streams;
  private final LongSupplier nanos;
  private final PrincipalId reader;
  private final ExecutionId id;
  private final AtomicBoolean left = new AtomicBoolean();
  private long seq;

  /// @param seq the last line that the reader has
  EventStream(
      Store store,
      Runs runs,
      Streams streams,
      LongSupplier nanos,
      PrincipalId reader,
      ExecutionId id,
      long seq) {
    this.store = store;
    this.runs = runs;
    this.streams = streams;
    this.nanos = nanos;
    this.reader = reader;
    this.id = id;
    this.seq = seq;
  }

  @Override
  public void to(Answer.Sink sink) throws IOException {
    try (Bells<ExecutionId>.Ear ear = runs.news().listen(id)) {
      follow(sink, ear);
    } catch (StoreUnavailableException e) {
      LOG.warn("a stream of {} ends, since the store is unavailable", id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Answer.Sink sink, Bells<ExecutionId>.Ear ear)
      throws IOException, InterruptedException {
    long began = nanos.getAsLong();
    long said = began;
    sink.send("retry: %d\n\n".formatted(RETRY.toMillis()));
    boolean first = true;
    while (true) {
      boolean last = streams.isClosed() || nanos.getAsLong() - began > LONGEST.toNanos();
      // The state before the lines: what has ended says nothing more.
      Execution execution = store.executions().find(id).orElseThrow();
      boolean runsStill = execution.state() == Execution.State.RUNNING;
      if (first && runsStill) {
        sink.send(event("state", Results.execution(execution)));
        first = false;
      }
      if (sendLines(sink)) {
        said = nanos.getAsLong();
      }
      if (!runsStill) {
        sink.send(event("end", Results.execution(execution)));
        return;
      }
      if (last) {
        return;
      }
      if (nanos.getAsLong() - said > HEARTBEAT.toNanos()) {
        sink.send(": it still runs\n\n");
        said = nanos.getAsLong();
      }
      ear.await(runs.has(id) ? HEARTBEAT : POLL);
    }
  }

  private boolean sendLines(Answer.Sink sink) throws IOException {
    boolean any = false;
    while (true) {
      List<Line> lines = store.outputs().after(id, seq, PAGE);
      if (lines.isEmpty()) {
        return any;
      }
      StringBuilder events = new StringBuilder();
      lines.forEach(line -> events.append("id: ").append(line.seq()).append('\n').append(of(line)));
      sink.send(events.toString());
      seq = lines.getLast().seq();
      any = true;
      if (lines.size() < PAGE) {
        return true;
      }
    }
  }

  private static String of(Line line) {
    ObjectNode data =
        JSON.createObjectNode().put("seq", line.seq()).put("at", line.at().toString());
    return line.channel() == Channel.PROGRESS
        ? event("progress", data.put("percent", Integer.parseInt(line.text())))
        : event("output", data.put("channel", line.channel().wire()).put("text", line.text()));
  }

  private static String event(String name, ObjectNode data) {
    return "event: " + name + "\ndata: " + JSON.writeValueAsString(data) + "\n\n";
  }

  @Override
  public void close() {
    if (left.compareAndSet(false, true)) {
      streams.leave(reader);
    }
  }
}
