package dev.sallyport.console;

import dev.sallyport.config.Config;
import dev.sallyport.gate.Ambient;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.History;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.http.Mount;
import dev.sallyport.store.Store;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the server is told to serve for the console, and which of it has been visited.
final class ConsoleRoutes {
  private final List<String> paths;
  private final Set<String> visited = new LinkedHashSet<>();

  private ConsoleRoutes(List<String> paths) {
    this.paths = paths;
  }

  /// Every path that can be got, in the order in which the server looks for the one that fits. The
  /// console's own table is read, and nothing is asked of what stands behind it.
  static ConsoleRoutes gettable(Config config) {
    try (Console console =
        new Console(
            config,
            Ambient.system(),
            nothing(),
            null,
            null,
            new Queries(null, null, null),
            new OwnChanges(null, null, null, null, null, null, null),
            new Decisions(null, null, null, null, null, null, null),
            new WaitingChanges(null, null, null),
            new History(null),
            new ExecutionQueries(null, null, null, null, null, null, null, null),
            new Freezing(null, null, null, null),
            new Operations(null, null, null, null, null),
            null)) {
      return new ConsoleRoutes(
          console.mounts().stream()
              .filter(mount -> mount.method() == Mount.Method.GET)
              .map(Mount::path)
              .toList());
    }
  }

  /// A store that is never asked.
  private static Store nothing() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, _, _) -> null);
  }

  /// @param address with its query
  void visit(String address) {
    route(address).ifPresent(visited::add);
  }

  private Optional<String> route(String address) {
    String path = address.replaceFirst("\\?.*", "");
    return paths.stream()
        .filter(
            route ->
                path.matches(route.replaceAll("\\{[a-z]+}", "[^/]+").replaceAll("<[a-z]+>", ".+")))
        .findFirst();
  }

  boolean isVisited(String address) {
    return route(address).filter(visited::contains).isPresent();
  }

  List<String> unvisited() {
    List<String> rest = new ArrayList<>(paths);
    rest.removeAll(visited);
    return rest;
  }
}
