package dev.sallyport.bench;

import dev.sallyport.server.Version;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Where and when figures were taken, without which they say nothing.
///
/// @param load the machine's load average as the run began; negative where it does not tell
record Surroundings(
    String date, String sallyport, String java, String system, int processors, double load) {
  static Surroundings at(Instant now) {
    return new Surroundings(
        now.truncatedTo(ChronoUnit.SECONDS).toString(),
        Version.current(),
        Runtime.version().toString(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  String line() {
    return "%s; sallyport %s; Java %s; %s; %d processors; load at the start %s"
        .formatted(date, sallyport, java, system, processors, Table.shown(load));
  }
}
