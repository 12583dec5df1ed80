package dev.sallyport.cli.local;

import dev.sallyport.audit.AuditExport;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.Verification.Finding;
import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Harmless;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.config.StoreUrl;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Terminal;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Verifies and exports the audit records; also while a gate runs.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Verifies and exports the audit records.",
    subcommands = {AuditCommand.Verify.class, AuditCommand.Export.class})
final class AuditCommand {
  /// The exit status of a damaged record.
  static final int DAMAGED = ExitStatus.DAMAGED.code();

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Opens the store that is there: an empty one made just now would look whole.
  private static Store open(Place place, Ambient ambient) throws StartException {
    if (place.config().store().url() instanceof StoreUrl.Sqlite(Path file) && !Files.exists(file)) {
      throw new CommandException(
          "There is no store at %s; name the configuration with --config and the data folder with"
                  .formatted(file)
              + " --data.");
    }
    return place.open(ambient);
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Checks that no audit record was changed, taken out, put in or moved.",
        "Exit status: 0 whole; 3 damaged, and every damaged record is named; 1 could not check."
      })
  static final class Verify implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(names = "--json", description = "Prints a JSON object instead.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException, IOException {
      Ambient ambient = Ambient.system();
      Verification found;
      try (Store store = open(place, ambient)) {
        AuditSealer sealer = new AuditSealer(place.secrets().auditKey(ambient.random()));
        found = AuditVerifier.verify(store.audit(), sealer);
      }
      if (json) {
        Output.of(spec).print(describe(found));
      } else {
        tell(found, Output.of(spec));
      }
      return found.isWhole() ? 0 : DAMAGED;
    }

    private static void tell(Verification found, Output out) {
      String records = found.records() == 1 ? "1 record" : found.records() + " records";
      if (found.isWhole()) {
        out.println(
            records + ", whole: each chained to the one before, none changed, missing or put in");
        return;
      }
      found.findings().forEach(finding -> out.println(finding.toString()));
      out.println(
          "DAMAGED: %d %s in %s%s"
              .formatted(
                  found.findings().size(),
                  found.findings().size() == 1 ? "finding" : "findings",
                  records,
                  found.findings().size() < AuditVerifier.MOST_FINDINGS
                      ? ""
                      : "; no more than these are named"));
    }

    private static ObjectNode describe(Verification found) {
      ObjectNode node = JSON.createObjectNode();
      node.put("whole", found.isWhole());
      node.put("records", found.records());
      ArrayNode findings = node.putArray("findings");
      for (Finding finding : found.findings()) {
        findings.addObject().put("sequence", finding.sequence()).put("what", finding.what());
      }
      return node;
    }
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes every audit record as a line of JSON (NDJSON), oldest first, to standard output.",
        "The last line is the sealed end of the chain."
      })
  static final class Export implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Writes to that file, which must not be there, and says how many records.")
    private @Nullable Path file;

    @Option(
        names = "--json",
        description = "Says with --out what was written as a JSON object; the records are JSON.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException, IOException {
      try (Store store = open(place, Ambient.system())) {
        if (file == null) {
          Output out = Output.of(spec);
          AuditExport.write(
              store.audit(),
              Terminal.is(Terminal.STANDARD_OUTPUT) ? new OnTerminal(out.writer()) : out.writer());
          out.writer().flush();
          return 0;
        }
        long written = write(store, file);
        if (json) {
          Output.of(spec)
              .print(JSON.createObjectNode().put("records", written).put("file", file.toString()));
        } else {
          Output.of(spec).println("%d records written to %s".formatted(written, file));
        }
        return 0;
      }
    }

    /// A terminal would obey what somebody wrote into a record; there each line is JSON that means
    /// the same. Whoever follows the chain by the lines' bytes reads a file or a pipe.
    private record OnTerminal(PrintWriter out) implements Appendable {
      @Override
      public Appendable append(CharSequence line) {
        out.append(line.toString().equals("\n") ? line : Harmless.json(line.toString()));
        return this;
      }

      @Override
      public Appendable append(CharSequence line, int start, int end) {
        return append(line.subSequence(start, end));
      }

      @Override
      public Appendable append(char one) {
        return append(Character.toString(one));
      }
    }

    private static long write(Store store, Path file) throws IOException {
      try (Writer out =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        return AuditExport.write(store.audit(), out);
      } catch (FileAlreadyExistsException e) {
        throw new CommandException(file + " is there already; name another file with --out.");
      } catch (IOException e) {
        throw new CommandException("%s cannot be written: %s".formatted(file, e.getMessage()));
      }
    }
  }
}
