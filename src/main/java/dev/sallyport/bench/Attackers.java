package dev.sallyport.bench;

import dev.sallyport.client.GateClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import tools.jackson.databind.json.JsonMapper;

/// Makes attacks in turn and holds each answer against what it has to be.
final class Attackers implements AutoCloseable {
  static final List<String> COLUMNS =
      List.of("refused", "refused/s", "p99 ms", "passed", "may pass", "wrong");

  private static final int CHARTED = 1;
  private static final int LEAST_SUCCESS = 200;
  private static final int LEAST_REDIRECT = 300;
  private static final int P99 = 2;

  private final List<Attack> attacks;
  private final LongSupplier nanos;
  private final AtomicLong numbers = new AtomicLong();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(GateClient.LONGEST_CONNECT)
          .build();
  private final Map<String, LongAdder> passed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> wrong = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> slugs = new ConcurrentHashMap<>();
  private volatile Latencies seen = new Latencies();

  Attackers(List<Attack> attacks, LongSupplier nanos) {
    this.attacks = List.copyOf(attacks);
    this.nanos = nanos;
  }

  /// The next attack.
  void one(long began) throws IOException, InterruptedException {
    long number = numbers.getAndIncrement();
    Attack attack = attacks.get((int) (number % attacks.size()));
    HttpResponse<String> answer;
    try {
      answer = http.send(attack.request().apply(number), BodyHandlers.ofString());
    } catch (IOException noAnswer) {
      count(wrong, attack.name());
      count(slugs, "no answer");
      return;
    }
    String slug = slug(answer);
    count(slugs, slug);
    if (attack.refusals().contains(slug)) {
      seen.took(attack.name(), nanos.getAsLong() - began);
    } else if (answer.statusCode() >= LEAST_SUCCESS && answer.statusCode() < LEAST_REDIRECT) {
      count(passed, attack.name());
    } else {
      count(wrong, attack.name());
    }
  }

  /// Times and refusals of before are no longer counted; what passed and what was answered wrongly
  /// stays on the record.
  void begins() {
    seen = new Latencies();
    slugs.clear();
  }

  Table table(String title, double seconds) {
    List<Table.Row> rows = new ArrayList<>();
    for (Attack attack : attacks) {
      long refused = seen.count(attack.name());
      rows.add(
          Table.Row.of(
              attack.name(),
              refused,
              refused / seconds,
              seen.row(attack.name(), attack.name()).values().get(P99),
              sum(passed, attack.name()),
              attack.mayPass(),
              sum(wrong, attack.name())));
    }
    return new Table(title, COLUMNS, CHARTED, rows);
  }

  /// How often each answer came, by its slug.
  SortedMap<String, Long> slugs() {
    SortedMap<String, Long> sums = new TreeMap<>();
    slugs.forEach((slug, sum) -> sums.put(slug, sum.sum()));
    return sums;
  }

  /// Whether nothing passed that must not, and every refusal was the right one.
  boolean wereRefused() {
    return attacks.stream()
        .allMatch(
            attack ->
                sum(passed, attack.name()) <= attack.mayPass() && sum(wrong, attack.name()) == 0);
  }

  private static String slug(HttpResponse<String> answer) {
    if (answer.statusCode() < LEAST_REDIRECT) {
      return "status " + answer.statusCode();
    }
    try {
      String type = JsonMapper.shared().readTree(answer.body()).path("type").asString("");
      return type.substring(type.lastIndexOf('/') + 1);
    } catch (tools.jackson.core.JacksonException notJson) {
      return "status " + answer.statusCode();
    }
  }

  private static void count(Map<String, LongAdder> sums, String name) {
    sums.computeIfAbsent(name, _ -> new LongAdder()).increment();
  }

  private static long sum(Map<String, LongAdder> sums, String name) {
    LongAdder sum = sums.get(name);
    return sum == null ? 0 : sum.sum();
  }

  @Override
  public void close() {
    http.close();
  }
}
