package dev.sallyport.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Somebody who calls a gate with an API key. Safe for use by many threads.
public final class GateClient implements AutoCloseable {
  /// How long to try to connect.
  public static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  /// How long to wait for an answer; a gate answers `accepted` well before.
  public static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);

  /// How long answers are waited for once nobody is to ask any more.
  public static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  /// The largest answer taken, in bytes; a plan's diff is the most that a gate sends.
  public static final long MOST_ANSWER_BYTES = 64L << 20;

  private static final int MOST_PROBLEM_BYTES = 1 << 20;
  private static final int OK = 200;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI url;
  private final String key;
  private final HttpClient http;

  /// @param url where the gate answers, such as `http://127.0.0.1:7410`
  /// @param key an API key
  /// @throws IllegalArgumentException when the URL is none that a gate could have
  public GateClient(URI url, String key) {
    this(url, key, builder());
  }

  /// A client whose answers are taken in by threads of its owner's choice.
  ///
  /// @param url where the gate answers, such as `http://127.0.0.1:7410`
  /// @param key an API key
  /// @param threads what runs when something of an answer arrives; it must not wait for long
  /// @throws IllegalArgumentException when the URL is none that a gate could have
  public GateClient(URI url, String key, Executor threads) {
    this(url, key, builder().executor(threads));
  }

  private GateClient(URI url, String key, HttpClient.Builder http) {
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      throw new IllegalArgumentException("a gate's URL looks like http://127.0.0.1:7410");
    }
    this(url, key, http.build());
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(LONGEST_CONNECT);
  }

  private GateClient(URI url, String key, HttpClient http) {
    this.url = url;
    this.key = key;
    this.http = http;
  }

  /// The same gate asked with another key, over the same connections: closing one closes both.
  public GateClient with(String otherKey) {
    return new GateClient(url, otherKey, http);
  }

  /// `POST /v1/execute`.
  public Reply execute(ObjectNode request) throws UnreachableException {
    return post("/v1/execute", request);
  }

  /// The same, answered `accepted` where the run takes longer than that.
  public Reply execute(ObjectNode request, Duration patience) throws UnreachableException {
    return send(posting("/v1/execute", request).header("Prefer", "wait=" + patience.toSeconds()));
  }

  public Reply get(String path) throws UnreachableException {
    return send(to(path).GET());
  }

  /// The same, given up after that time altogether, where somebody waits who would rather have
  /// nothing.
  public Reply get(String path, Duration patience) throws UnreachableException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            to(path).GET().build(),
            BodyHandlers.limiting(BodyHandlers.ofString(), MOST_ANSWER_BYTES));
    try {
      HttpResponse<String> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(response.statusCode(), false, parse(response.body()), response.headers());
    } catch (ExecutionException | TimeoutException e) {
      throw new UnreachableException("The gate at %s did not answer in time.".formatted(url), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("Interrupted while waiting for the gate.", e);
    } finally {
      answer.cancel(true);
    }
  }

  public Reply post(String path, ObjectNode body) throws UnreachableException {
    return send(posting(path, body));
  }

  private HttpRequest.Builder posting(String path, ObjectNode body) {
    return to(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
  }

  public Reply delete(String path) throws UnreachableException {
    return send(to(path).DELETE());
  }

  /// Follows an execution.
  ///
  /// @param path `/v1/executions/{id}/events`
  /// @param lastEventId the id of the last event that the caller has; empty for none
  public Followed follow(String path, String lastEventId) throws UnreachableException {
    HttpRequest.Builder request = to(path).header("Accept", "text/event-stream").GET();
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() == OK) {
      return new Followed.Open(new EventReader(response.body()));
    }
    try (InputStream body = response.body()) {
      String text = new String(body.readNBytes(MOST_PROBLEM_BYTES), StandardCharsets.UTF_8);
      return new Followed.Refused(
          new Reply(response.statusCode(), false, parse(text), response.headers()));
    } catch (IOException e) {
      throw new UnreachableException(
          "The connection to the gate at %s failed; send the same request again.".formatted(url),
          e);
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .timeout(LONGEST_ANSWER)
        .header("Authorization", "Bearer " + key);
  }

  private Reply send(HttpRequest.Builder request) throws UnreachableException {
    HttpResponse<String> response =
        send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_ANSWER_BYTES));
    boolean replayed =
        response.headers().firstValue("Idempotent-Replayed").filter("true"::equals).isPresent();
    return new Reply(response.statusCode(), replayed, parse(response.body()), response.headers());
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body)
      throws UnreachableException {
    try {
      return http.send(request.build(), body);
    } catch (HttpTimeoutException e) {
      throw new UnreachableException(
          "The gate at %s did not answer in time; look at its log.".formatted(url), e);
    } catch (ConnectException e) {
      throw new UnreachableException(
          "No gate answers at %s. Start one with: sallyport serve".formatted(url), e);
    } catch (IOException e) {
      throw new UnreachableException(
          "The connection to the gate at %s failed; send the same request again.".formatted(url),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("Interrupted while waiting for the gate.", e);
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      return JsonNodeFactory.instance.stringNode(text);
    }
  }

  /// Whoever still waits for an answer has [#LONGEST_CLOSE] to get it, and then gets none.
  @Override
  public void close() {
    http.shutdown();
    try {
      if (http.awaitTermination(LONGEST_CLOSE)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }
}
