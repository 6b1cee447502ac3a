/// Text in and out: strict reading of files, rules that cut a text into tokens, the vocabularies that
/// number characters and words, and the text that every JDK brings along. Characters are Unicode code
/// points; line endings are left as they are.
package dev.unroll.models.text;
