package dev.sallyport.gate;

import dev.sallyport.problem.ProblemType;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The refusals that stand in the program: a type of problem, and the sentence that follows it in
/// the code. A sentence that is made elsewhere and handed in is not found.
final class RefusalSentences {
  private static final String TYPE = ProblemType.class.getName().replace('.', '/');

  private RefusalSentences() {}

  /// @param where the class, without its package
  /// @param text with `%s` and the like where something is filled in
  record Sentence(ProblemType type, String where, String text) {
    /// Whether a caller who was told that part was told this sentence.
    boolean has(String part) {
      return Stream.of(text.split("%[a-z]|\\x01", -1)).anyMatch(piece -> piece.contains(part));
    }
  }

  static List<Sentence> of(String... packages) throws IOException, URISyntaxException {
    List<Sentence> found = new ArrayList<>();
    URI program = ProblemType.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    for (String each : packages) {
      try (Stream<Path> files = Files.walk(Path.of(program).resolve("dev/sallyport/" + each))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
          of(ClassFile.of().parse(file), found);
        }
      }
    }
    return found;
  }

  private static void of(ClassModel model, List<Sentence> found) {
    String name = model.thisClass().asInternalName();
    model.methods().stream()
        .flatMap(method -> method.code().stream())
        .forEach(code -> of(code, name.substring(name.lastIndexOf('/') + 1), found));
  }

  private static void of(CodeModel code, String where, List<Sentence> found) {
    Optional<ProblemType> type = Optional.empty();
    for (CodeElement element : code) {
      switch (element) {
        case FieldInstruction field
            when field.opcode() == Opcode.GETSTATIC
                && field.owner().asInternalName().equals(TYPE) ->
            type = Optional.of(ProblemType.valueOf(field.name().stringValue()));
        case ConstantInstruction constant when constant.constantValue() instanceof String text -> {
          add(type, where, text, found);
          type = Optional.empty();
        }
        case InvokeDynamicInstruction call -> {
          List<ConstantDesc> given = call.bootstrapArgs();
          if (!given.isEmpty() && given.getFirst() instanceof String text) {
            add(type, where, text, found);
            type = Optional.empty();
          }
        }
        case InvokeInstruction call
            when call.name().stringValue().equals("of")
                || call.name().stringValue().equals("refuse") ->
            type = Optional.empty();
        case BranchInstruction branch when branch.opcode() != Opcode.GOTO ->
            type =
                type.filter(_ -> branch.opcode() == Opcode.IFEQ || branch.opcode() == Opcode.IFNE);
        default -> {}
      }
    }
  }

  /// What is nothing but places to be filled in says nothing here.
  private static void add(
      Optional<ProblemType> type, String where, String text, List<Sentence> found) {
    type.filter(_ -> text.chars().anyMatch(Character::isLetter))
        .ifPresent(each -> found.add(new Sentence(each, where, text)));
  }
}
