import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;

/// Classes of a format older than Java 6, which a cache of loaded classes does not take, written
/// anew in the format of Java 8, with the stack maps that it asks for and the same instructions.
final class Renewed {
  private static final int JAVA_6 = ClassFile.JAVA_6_VERSION;

  private Renewed() {}

  static boolean isOld(byte[] type) {
    return ((type[6] & 0xff) << 8 | type[7] & 0xff) < JAVA_6;
  }

  static byte[] of(byte[] type) {
    ClassFile format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
    CodeTransform same = (builder, element) -> builder.with(element);
    ClassTransform newer =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          } else {
            builder.with(element);
          }
        };
    return format.transformClass(
        format.parse(type), ClassTransform.transformingMethodBodies(same).andThen(newer));
  }
}
