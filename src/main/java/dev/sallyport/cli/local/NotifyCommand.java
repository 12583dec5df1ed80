package dev.sallyport.cli.local;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Notices.Letter;
import dev.sallyport.store.Notices.Standing;
import dev.sallyport.store.Store;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Shows how the endpoints stand that are told of what is on the record; also while a gate runs.
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    description = "Lists who is told how far, and what could not be told; has that sent again.",
    subcommands = {NotifyCommand.ListEndpoints.class, NotifyCommand.Retry.class})
final class NotifyCommand {
  /// The most letters that are listed.
  static final int MOST_LETTERS = 1000;

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the endpoints and how far each has been told.")
  static final class ListEndpoints implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(names = "--dead", description = "Lists the records that could not be told instead.")
    private boolean dead;

    @Option(names = "--json", description = "Prints a JSON array instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException {
      try (Store store = place.open(Ambient.system())) {
        if (dead) {
          letters(store.notices().letters(null, MOST_LETTERS), Output.of(spec));
        } else {
          standings(store.notices().standings(), Output.of(spec));
        }
      }
      return 0;
    }

    private void standings(List<Standing> standings, Output out) {
      ArrayNode list = JsonMapper.shared().createArrayNode();
      for (Standing one : standings) {
        list.addObject()
            .put("endpoint", one.endpoint())
            .put("position", one.position())
            .put("behind", one.behind())
            .put("attempts", one.attempts())
            .put("dead", one.dead())
            .put("reason", one.reason());
        if (!json) {
          out.println(
              "%s  at record %d, %d behind, dead letters: %d%s"
                  .formatted(
                      one.endpoint(),
                      one.position(),
                      one.behind(),
                      one.dead(),
                      one.attempts() == 0
                          ? ""
                          : "; failed tries: %d, %s".formatted(one.attempts(), one.reason())));
        }
      }
      if (json) {
        out.print(list);
      } else if (standings.isEmpty()) {
        out.println("Nobody is told yet; name endpoints under notify in the configuration.");
      }
    }

    private void letters(List<Letter> letters, Output out) {
      ArrayNode list = JsonMapper.shared().createArrayNode();
      for (Letter one : letters) {
        list.addObject()
            .put("endpoint", one.endpoint())
            .put("record", one.sequence())
            .put("attempts", one.attempts())
            .put("reason", one.reason())
            .put("at", one.at().toString())
            .put("again", one.again());
        if (!json) {
          out.println(
              "%s  record %d, given up at %s, tries: %d; %s%s"
                  .formatted(
                      one.endpoint(),
                      one.sequence(),
                      one.at(),
                      one.attempts(),
                      one.reason(),
                      one.again() ? "; is sent again" : ""));
        }
      }
      if (json) {
        out.print(list);
      } else if (letters.isEmpty()) {
        out.println("There are no dead letters.");
      }
    }
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Has dead letters sent once more by whichever gate runs.")
  static final class Retry implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(names = "--endpoint", paramLabel = "NAME", description = "Only this endpoint's.")
    private @Nullable String endpoint;

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    /// One letter or all of them.
    static final class Which {
      @Option(names = "--record", paramLabel = "N", description = "That record's letter.")
      private @Nullable Long sequence;

      @Option(names = "--all", description = "Every dead letter.")
      private boolean all;
    }

    @Override
    public Integer call() throws StartException {
      int sent;
      try (Store store = place.open(Ambient.system())) {
        sent = store.notices().retry(endpoint, which.all ? null : which.sequence);
      }
      if (sent == 0) {
        throw new CommandException(
            "There is no such dead letter; see them with: sallyport notify list --dead");
      }
      if (json) {
        Output.of(spec).print(JsonMapper.shared().createObjectNode().put("again", sent));
      } else {
        Output.of(spec)
            .println(
                "%d dead %s sent again".formatted(sent, sent == 1 ? "letter is" : "letters are"));
      }
      return 0;
    }
  }
}
