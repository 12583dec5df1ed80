package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.contract.Contract;
import dev.sallyport.gate.BreakingGlass;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Health;
import dev.sallyport.gate.MetricsPage;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Queries;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The contract and the server have the same routes.
@Tag("schemas")
class RoutesKeepContractTest {

  @Test
  void everyRouteOfTheServerIsInTheContractAndTheReverse() {
    Set<String> promised =
        Contract.load().operations().stream()
            .map(
                route ->
                    "%s %s %s"
                        .formatted(
                            route.method().toUpperCase(Locale.ROOT), route.path(), route.id()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(served()).isEqualTo(promised);
  }

  /// The table of routes is read, and nothing is asked of what stands behind it.
  private static Set<String> served() {
    Gate gate = new Gate(null, null, null, null, null, null, null, null, null, null, null, null);
    Routes routes =
        new Routes(
            gate,
            new Queries(null, null, null),
            new Decisions(null, null, null, null, null, null, null),
            new OwnChanges(null, null, null, null, null, null, null),
            new BreakingGlass(null, null, null, null, null, null, null, null),
            new ExecutionQueries(null, null, null, null, null, null, null, null),
            new Freezing(null, null, null, null),
            new Operations(null, null, null, null, null),
            new Health(null, null, null),
            new MetricsPage(null, false, false),
            JsonMapper.shared().createObjectNode());
    return routes.all().stream()
        .map(route -> "%s %s %s".formatted(route.method(), route.path(), route.operation()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
