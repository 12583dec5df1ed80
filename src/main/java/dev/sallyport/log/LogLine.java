package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One event as it leaves the process, in whichever format: already redacted and cut.
///
/// @param fields everything but the first four and the failure, by the names of `docs/logging.md`
record LogLine(
    Instant time,
    Level level,
    String logger,
    String message,
    ObjectNode fields,
    @Nullable Failure failure) {}
