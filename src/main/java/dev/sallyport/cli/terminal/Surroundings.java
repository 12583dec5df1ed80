package dev.sallyport.cli.terminal;

import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Terminal;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/// What client commands take from the process that they run in, so that a test can hand on its own.
///
/// @param environment where the gate is, who asks, how they like to read
/// @param in standard input
/// @param terminals which of the standard streams are terminals
/// @param pauses how to wait
public record Surroundings(
    Map<String, String> environment,
    Ambient ambient,
    InputStream in,
    Terminals terminals,
    Pauses pauses) {
  /// Which of the standard streams lead to a person.
  public record Terminals(boolean in, boolean out, boolean err) {
    public static final Terminals NONE = new Terminals(false, false, false);
  }

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /// Those of this process.
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        Ambient.system(),
        System.in,
        new Terminals(
            Terminal.is(Terminal.STANDARD_INPUT),
            Terminal.is(Terminal.STANDARD_OUTPUT),
            Terminal.is(Terminal.STANDARD_ERROR)),
        Pauses.real());
  }

  /// Those of a program that others call: no terminals.
  public static Surroundings of(Map<String, String> environment) {
    return new Surroundings(
        environment, Ambient.system(), System.in, Terminals.NONE, Pauses.real());
  }

  public boolean colouredOutput() {
    return terminals.out() && Terminal.wantsColour(environment);
  }

  public boolean colouredErrors() {
    return terminals.err() && Terminal.wantsColour(environment);
  }

  /// Whether somebody is there to be asked.
  public boolean hasSomebody() {
    return terminals.in() && terminals.out();
  }

  /// A variable's value, without space around it; empty where it is not set.
  public String variable(String name) {
    return Objects.requireNonNullElse(environment.get(name), "").strip();
  }

  /// Without the environment, which holds a key.
  @Override
  public String toString() {
    return "Surroundings[" + terminals + "]";
  }
}
