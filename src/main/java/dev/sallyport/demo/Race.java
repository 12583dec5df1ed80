package dev.sallyport.demo;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What came of many callers that sent one and the same request at the same moment.
record Race(List<Reply> replies) {
  static final int CALLERS = 50;

  private static final String FIRST = "200 executed it";

  static Race run(GateClient client, ObjectNode request) throws UnreachableException {
    CountDownLatch ready = new CountDownLatch(CALLERS);
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Reply>> calls = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < CALLERS; caller++) {
        calls.add(
            callers.submit(
                () -> {
                  ready.countDown();
                  go.await();
                  return client.execute(request);
                }));
      }
      ready.await();
      go.countDown();
      List<Reply> replies = new ArrayList<>();
      for (Future<Reply> call : calls) {
        replies.add(call.get());
      }
      return new Race(replies);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnreachableException unreachable) {
        throw unreachable;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while callers race", e);
    }
  }

  /// How many were told that it was their request that ran.
  long winners() {
    return replies.stream().filter(reply -> kind(reply).equals(FIRST)).count();
  }

  /// Whether nobody got an answer that a racer should not get.
  boolean everyoneWasTold() {
    return replies.stream()
        .allMatch(
            reply ->
                reply.isOk()
                    || reply.slug().equals("idempotency-in-progress")
                    || reply.slug().equals("confirm-token-used"));
  }

  /// The executions that anybody was told of.
  List<String> executions() {
    return replies.stream()
        .map(reply -> reply.result().path("executionId").asString(""))
        .filter(id -> !id.isEmpty())
        .distinct()
        .toList();
  }

  /// How many got which kind of answer.
  String tally() {
    Map<String, Long> kinds =
        replies.stream()
            .collect(Collectors.groupingBy(Race::kind, TreeMap::new, Collectors.counting()));
    return kinds.entrySet().stream()
        .map(kind -> kind.getValue() + " x " + kind.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String kind(Reply reply) {
    if (reply.isOk()) {
      return reply.replayed() ? "200 from the record" : FIRST;
    }
    return reply.status() + " " + reply.slug();
  }
}
