package dev.sallyport.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.decorate.json.JsonWriteFeatureDecorator;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonWriteFeature;

/// One JSON object a line, in ASCII: other characters are escaped, so that no viewer breaks the
/// line or turns the writing around.
final class JsonFormat {
  /// The version of the Elastic Common Schema that the names are of.
  static final String ECS = "9.1.0";

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private JsonFormat() {}

  static LoggingEventCompositeJsonEncoder encoder(LogLines lines) {
    var encoder = new LoggingEventCompositeJsonEncoder();
    // Scanning the class path for modules would cost start-up time, and trees need none.
    encoder.setFindAndRegisterJacksonModules(false);
    encoder.setLineSeparator("\n");
    var ascii = new JsonWriteFeatureDecorator();
    ascii.enable(JsonWriteFeature.ESCAPE_NON_ASCII);
    encoder.addDecorator(ascii);
    encoder.getProviders().addProvider(new Line(lines));
    return encoder;
  }

  private static final class Line extends AbstractJsonProvider<ILoggingEvent> {
    private final LogLines lines;

    Line(LogLines lines) {
      this.lines = lines;
    }

    @Override
    public void writeTo(JsonGenerator out, ILoggingEvent event) {
      LogLine line = lines.of(event);
      out.writeStringProperty(LogFields.TIMESTAMP, TIME.format(line.time()));
      out.writeStringProperty(LogFields.LEVEL, line.level().toString());
      out.writeStringProperty(LogFields.MESSAGE, line.message());
      out.writeStringProperty(LogFields.ECS_VERSION, ECS);
      out.writeStringProperty(LogFields.SERVICE, "sallyport");
      out.writeStringProperty(LogFields.LOGGER, line.logger());
      for (var field : line.fields().properties()) {
        out.writeName(field.getKey());
        out.writeTree(field.getValue());
      }
      Failure failure = line.failure();
      if (failure != null) {
        out.writeStringProperty(LogFields.ERROR_TYPE, failure.type());
        out.writeStringProperty(LogFields.ERROR_MESSAGE, failure.message());
        out.writeStringProperty(LogFields.ERROR_STACK, String.join("\n", failure.trace()));
      }
    }
  }
}
