package dev.sallyport.history;

import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.history.Checker.Evidence;
import dev.sallyport.history.History.Head;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Executions.Execution.State;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A history while it is made: two gates, their callers, and what is done to them.
final class Run {
  private static final int GATES = 2;
  private static final int CROWDS = 2;
  private static final int LIMITED = 20;
  private static final long WINDOW_MILLIS = 2_000;

  /// How many acknowledged requests are sent once more at the end, to each gate.
  private static final int MOST_AGAIN = 1_000;

  /// One in so many requests is sent again so at most.
  private static final int AGAIN = 20;

  private static final Duration SETTLED = Duration.ofMinutes(2);

  private final Settings settings;
  private final Path folder;
  private final Path file;
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<ObjectNode, Client> acknowledged = new ConcurrentHashMap<>();

  /// @param operations how many requests at least
  /// @param longest after which no new ones are begun, however few they are
  record Settings(Database database, long operations, long seed, Duration longest, Load load) {}

  /// @param callers who bring about changes, each as fast as it can
  /// @param mostMillisBetween two troubles
  record Load(int callers, int sites, int mostMillisBetween) {}

  /// What came of it.
  ///
  /// @param troubles how often each was made
  /// @param took without starting and checking
  record Result(Path file, long operations, Map<Trouble.Kind, Integer> troubles, Duration took) {}

  /// @param folder a new one, which the run fills
  /// @param file where the history goes
  Run(Settings settings, Path folder, Path file) {
    this.settings = settings;
    this.folder = folder;
    this.file = file;
  }

  Path folder() {
    return folder;
  }

  Result make() throws Exception {
    TestGate.prepare(folder, configuration());
    makeKeys();
    Head head = new Head(settings.seed(), settings.database().name(), LIMITED, WINDOW_MILLIS);
    try (Gates gates = Gates.start(folder, GATES);
        Recorder recorder = new Recorder(file, head)) {
      Random random = new Random(settings.seed());
      Troubles troubles =
          new Troubles(
              gates,
              recorder,
              new Random(random.nextLong()),
              settings.database().restart(),
              settings.load().mostMillisBetween());
      long began = System.nanoTime();
      Map<Trouble.Kind, Integer> made;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Map<Trouble.Kind, Integer>> making = threads.submit(troubles::make);
        try {
          for (Future<?> caller : callers(threads, gates, recorder, random)) {
            caller.get();
          }
        } finally {
          troubles.end();
        }
        made = making.get();
        again(threads, gates);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      awaitSettled();
      gates.stopAll();
      return new Result(file, recorder.recorded(), made, took);
    }
  }

  private List<Future<?>> callers(
      ExecutorService threads, Gates gates, Recorder recorder, Random random) {
    long end = System.nanoTime() + settings.longest().toNanos();
    List<Future<?>> callers = new ArrayList<>();
    for (int n = 0; n < settings.load().callers(); n++) {
      int number = n;
      Random own = new Random(random.nextLong());
      callers.add(
          threads.submit(
              () -> {
                for (int story = 0; goesOn(recorder, end); story++) {
                  int site =
                      own.nextInt(4) == 0
                          ? own.nextInt(settings.load().sites())
                          : number % settings.load().sites();
                  Client client = client(gates, recorder, "agent-" + number);
                  new Story(
                          client,
                          own,
                          site(site),
                          "c%d-s%d".formatted(number, story),
                          request -> keep(client, request))
                      .play();
                }
              }));
    }
    AtomicInteger next = new AtomicInteger();
    for (int n = 0; n < CROWDS; n++) {
      Random own = new Random(random.nextLong());
      callers.add(
          threads.submit(
              () -> {
                for (int crowd = next.getAndIncrement();
                    crowd < crowds() && goesOn(recorder, end);
                    crowd = next.getAndIncrement()) {
                  Crowd.come(
                      client(gates, recorder, WindowCheck.TIGHT + crowd), own, WINDOW_MILLIS);
                }
              }));
    }
    return callers;
  }

  private boolean goesOn(Recorder recorder, long end) {
    return recorder.recorded() < settings.operations() && System.nanoTime() < end;
  }

  /// One in some twenty requests is a limited principal's.
  private int crowds() {
    return (int) Math.max(4, settings.operations() / 900);
  }

  private Client client(Gates gates, Recorder recorder, String principal) {
    return new Client(gates, recorder, principal, secrets.get(principal));
  }

  private void keep(Client client, ObjectNode request) {
    if (acknowledged.size() < Math.min(MOST_AGAIN, settings.operations() / AGAIN)) {
      acknowledged.put(request, client);
    }
  }

  /// What was promised stands, whichever gate is asked.
  private void again(ExecutorService threads, Gates gates) throws Exception {
    List<Future<?>> asked = new ArrayList<>();
    acknowledged.forEach(
        (request, client) -> {
          for (int n = 0; n < gates.count(); n++) {
            int gate = n;
            asked.add(threads.submit(() -> client.execute(gate, request)));
          }
        });
    for (Future<?> each : asked) {
      each.get();
    }
  }

  private void awaitSettled() {
    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      await()
          .atMost(SETTLED)
          .until(
              () ->
                  store.executions().count(State.RUNNING) == 0
                      && store.executions().count(State.UNKNOWN) == 0);
    }
  }

  /// Everything there is to read once the gates are gone.
  Evidence evidence() throws Exception {
    Ambient ambient = Ambient.system();
    AuditSealer sealer =
        new AuditSealer(
            new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                .auditKey(ambient.random()));
    try (Store store = TestGate.openStore(folder, ambient);
        Connection connection = settings.database().connect(folder)) {
      return new Evidence(
          History.read(file),
          StoreView.read(connection, store.audit(), sealer),
          IntStream.range(0, settings.load().sites())
              .mapToObj(Run::site)
              .map(this::target)
              .toList());
    }
  }

  private TargetView target(String site) {
    Path data = TestGate.data(folder);
    return TargetView.read(
        site, new SiteFiles(data.resolve(site + ".git"), data.resolve("www").resolve(site)));
  }

  private static String site(int number) {
    return "site-" + number;
  }

  private void makeKeys() {
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      IntStream.range(0, settings.load().callers())
          .forEach(n -> makeKey(store, ambient, "agent-" + n, PrincipalKind.AGENT));
      IntStream.range(0, crowds())
          .forEach(n -> makeKey(store, ambient, WindowCheck.TIGHT + n, PrincipalKind.SERVICE));
    }
  }

  private void makeKey(Store store, Ambient ambient, String name, PrincipalKind kind) {
    ApiKey key = ApiKey.generate(ambient.random());
    PrincipalId id = new PrincipalId(name);
    store
        .apiKeys()
        .add(
            new StoredKey(
                key.id(),
                key.secretHash(),
                new Principal(id, kind, Set.of(Role.REQUESTER), Set.of("*")),
                ambient.clock().instant(),
                null),
            new AuditDraft(
                AuditEvent.KEY_CREATED,
                AuditDraft.NO_TRACE,
                id,
                null,
                null,
                null,
                JsonMapper.shared().createObjectNode().put("keyId", key.id())));
    secrets.put(name, key.reveal());
  }

  private String configuration() {
    StringBuilder text =
        new StringBuilder(
            """
            server: { lease: 2s }
            store: { url: "%s" }
            limits:
              addressFactor: 40
              default: { limit: 20000, window: 1s, block: 1s }
              token: { limit: 20000, window: 1s, block: 1s }
              heavy: { limit: 20000, window: 1s, block: 1s }
              auto: { limit: 20000, window: 1s, block: 1s }
              unauthenticated: { limit: 20000, window: 1s }
              storePatience: 10s
              overrides:
                - { class: default, kind: service, limit: %d, window: %dms, block: 1s }
            tokens: { lifetime: 10m }
            targets:
            """
                .formatted(settings.database().url(), LIMITED, WINDOW_MILLIS));
    for (int n = 0; n < settings.load().sites(); n++) {
      text.append(
          """
            site-%1$d:
              kind: site
              repository: ./var/site-%1$d.git
              import: ./site
              publish: ./var/www/site-%1$d
              policy: { apply: confirm, deploy: confirm, rollback: confirm, auto: high }
          """
              .formatted(n));
    }
    return text.toString();
  }
}
