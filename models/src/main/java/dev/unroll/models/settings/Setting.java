package dev.unroll.models.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says what an option is for: on a component of a record of options. The command line's help shows it;
/// the option's name there, and its key in files, is that of the component, `learningRate` as
/// `learning-rate`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /// One sentence, without the default.
  String value();

  /// What stands for the value in the help, `H` say; by default the kind of value.
  String label() default "";
}
