package dev.sallyport.execute;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.execute.Endings.Subject;
import dev.sallyport.store.Outputs;
import dev.sallyport.target.Run;
import dev.sallyport.trace.RequestScope;
import dev.sallyport.trace.Trace;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An execution that runs in this gate, as its target sees it. Any thread may report.
final class LiveRun implements Run {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

  private final Subject subject;
  private final long fence;
  private final Optional<RequestScope> scope;
  private final Transcript transcript;
  private final CompletableFuture<Stop> stop = new CompletableFuture<>();
  private final CompletionStage<Stop> stopSeen = stop.minimalCompletionStage();
  private volatile boolean ending;

  LiveRun(Subject subject, long fence, Optional<RequestScope> scope, Transcript transcript) {
    this.subject = subject;
    this.fence = fence;
    this.scope = scope;
    this.transcript = transcript;
  }

  Subject subject() {
    return subject;
  }

  Transcript transcript() {
    return transcript;
  }

  @Override
  public ExecutionId execution() {
    return subject.execution();
  }

  @Override
  public ChangeId change() {
    return subject.change().id();
  }

  @Override
  public long fence() {
    return fence;
  }

  @Override
  public String traceparent() {
    return scope.map(known -> known.trace().traceparent()).orElse("");
  }

  @Override
  public void report(Channel channel, String line) {
    if (transcript.isFull()) {
      transcript.leaveOut();
      return;
    }
    String kept =
        transcript.add(
            switch (channel) {
              case NOTE -> Outputs.Channel.NOTE;
              case STDOUT -> Outputs.Channel.STDOUT;
              case STDERR -> Outputs.Channel.STDERR;
            },
            line);
    if (LOG.isDebugEnabled()) {
      inScope(() -> LOG.debug("{}", kept));
    }
  }

  @Override
  public void progress(int percent) {
    if (transcript.progress(percent) && LOG.isDebugEnabled()) {
      inScope(() -> LOG.debug("{} % done", percent));
    }
  }

  @Override
  public CompletionStage<Stop> stop() {
    return stopSeen;
  }

  /// Asks it to end early; the first reason stays.
  ///
  /// @param threads run what the target does about it
  void ask(Stop why, Executor threads) {
    if (!stop.isDone()) {
      inScope(() -> LOG.info("the execution is asked to end early: {}", why));
      stop.completeAsync(() -> why, threads);
    }
  }

  /// Says that the target is done, and that the store may have the ending from now on.
  void ending() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  /// Runs the work as part of the execution, on whichever thread.
  void inScope(Runnable work) {
    scope.ifPresentOrElse(known -> Trace.run(known, work), work);
  }
}
