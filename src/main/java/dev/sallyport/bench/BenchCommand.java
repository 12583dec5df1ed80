package dev.sallyport.bench;

import picocli.CommandLine.Command;

/// The benchmarks that come with the program.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      LoadCommand.class,
      RateLimitCommand.class,
      DbCommand.class,
      SecurityCommand.class
    },
    description = {
      "Measures, on this machine, what the gate can do.",
      "Each prints a table and writes report.json and report.html."
    })
public final class BenchCommand {}
