package dev.sallyport.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How many attacks are refused, and what they cost whoever has business there.
@Command(
    name = "security",
    mixinStandardHelpOptions = true,
    description = {
      "Measures attacks refused a second, and what callers with good requests notice.",
      "These make changes at a fixed rate, in turn without and under attack. The exit status is 1"
          + " where an attack got through, was answered wrongly, or a good request was refused."
    })
final class SecurityCommand implements Callable<Integer> {
  static final int MOST_ATTACKERS = 500;

  @Option(
      names = "--focus",
      paramLabel = "WHAT",
      description = "tokens, validation or rate-limit (default: each in turn).")
  private @Nullable String focus;

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many attackers at once, 1 to 500 (default: 20).")
  private int concurrent;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "20s",
      description = "How long without, and how long under attack (default: 20s).")
  private String duration = "20s";

  @Mixin private BenchRun bench = new BenchRun();

  @Override
  public Integer call() throws Exception {
    BenchOptions options = bench.options();
    Duration howLong = options.duration(duration);
    options.range("--concurrent", concurrent, MOST_ATTACKERS);
    List<SecurityFocus> all =
        focus == null ? List.of(SecurityFocus.values()) : List.of(focus(options, focus));
    try (BenchRun.Going run = bench.begin("security", line(), note())) {
      boolean held = true;
      for (SecurityFocus one : all) {
        held &= measure(one, howLong, run);
      }
      run.publish();
      return held ? 0 : 1;
    }
  }

  private static SecurityFocus focus(BenchOptions options, String word) {
    return SecurityFocus.of(word)
        .orElseThrow(() -> options.wrong("--focus must be tokens, validation or rate-limit."));
  }

  private boolean measure(SecurityFocus one, Duration howLong, BenchRun.Going run)
      throws Exception {
    String configuration =
        one.configuration()
            + LoadTargets.COMMAND.targets(UnderAttack.LEGITIMATE)
            + LoadTargets.COMMAND.target(AttackedGate.TARGET);
    try (BenchFolder folder = BenchFolder.make();
        BenchGate gate = BenchGate.start(folder, configuration, run.ambient())) {
      run.progress().begins(one.word() + ": keys");
      AttackedGate attacked = new AttackedGate(gate, run.ambient());
      Cycles cycles = LoadTargets.COMMAND.cycles(gate, UnderAttack.LEGITIMATE, run.ambient());
      Duration inAll = howLong.plus(UnderAttack.warmUp(howLong));
      try (Attackers attackers =
          new Attackers(one.attacks(attacked, inAll), run.ambient().nanos())) {
        UnderAttack measured =
            UnderAttack.measure(one.word(), concurrent, howLong, cycles, attackers, run);
        run.addAll(tables(one.word(), measured, attackers));
        return attackers.wereRefused() && measured.errors().isEmpty();
      } finally {
        cycles.close();
      }
    }
  }

  private List<Table> tables(String word, UnderAttack measured, Attackers attackers) {
    List<Table> tables = new ArrayList<>();
    tables.add(
        attackers.table(
            "%s: attacks by %d callers".formatted(word, concurrent), measured.seconds()));
    tables.add(
        new Table(
            word + ": answers to them",
            List.of("count"),
            0,
            attackers.slugs().entrySet().stream()
                .map(one -> Table.Row.of(one.getKey(), one.getValue()))
                .toList()));
    tables.addAll(measured.tables(word));
    return tables;
  }

  private static String note() {
    return """
    Times in milliseconds, after a warm-up that is not counted; attackers, callers and gate share the
    machine. The callers change command targets, which start /bin/echo several times a change.
    passed: attacks that were let in, of which the limits allow so many. wrong: another answer than
    the refusal that the attack has to get, or none.""";
  }

  private String line() {
    return "./sallyport bench security%s --concurrent %d --duration %s"
        .formatted(focus == null ? "" : " --focus " + focus, concurrent, duration);
  }
}
