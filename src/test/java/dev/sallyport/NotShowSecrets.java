package dev.sallyport;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.List;
import java.util.regex.Pattern;

/// Finds records with a component that is a secret by its name and plain text by its type, and that
/// still have the `toString` every record is given, which shows all components.
final class NotShowSecrets extends ArchCondition<JavaClass> {
  /// Names that end in one of these; `secretHash` does not, and may be shown.
  private static final Pattern SECRET =
      Pattern.compile(".*(?i:secret|password|passphrase|credentials?|signature|apiKey|token|jws)");

  /// Types that show what they hold.
  private static final Pattern TALKATIVE =
      Pattern.compile(
          "java\\.lang\\.(String|CharSequence)|java\\.util\\..*|\\[[BC]|tools\\.jackson\\..*");

  NotShowSecrets() {
    super("not show a secret in toString");
  }

  @Override
  public void check(JavaClass record, ConditionEvents events) {
    List<String> secrets =
        record.getFields().stream()
            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
            .filter(field -> TALKATIVE.matcher(field.getRawType().getName()).matches())
            .map(JavaField::getName)
            .filter(name -> SECRET.matcher(name).matches())
            .toList();
    boolean shows = !secrets.isEmpty() && hasGivenToString(record);
    events.add(
        new SimpleConditionEvent(
            record, !shows, record.getName() + (shows ? " shows " : " does not show ") + secrets));
  }

  /// The compiler gives a record its `toString` as one dynamic call to `ObjectMethods`.
  static boolean hasGivenToString(JavaClass record) {
    String file = "/" + record.getName().replace('.', '/') + ".class";
    try (InputStream in = NotShowSecrets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no class file for " + record.getName());
      }
      return ClassFile.of().parse(in.readAllBytes()).methods().stream()
          .filter(method -> method.methodName().equalsString("toString"))
          .anyMatch(NotShowSecrets::callsObjectMethods);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean callsObjectMethods(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .filter(InvokeDynamicInstruction.class::isInstance)
        .map(InvokeDynamicInstruction.class::cast)
        .anyMatch(call -> call.bootstrapMethod().owner().displayName().equals("ObjectMethods"));
  }
}
