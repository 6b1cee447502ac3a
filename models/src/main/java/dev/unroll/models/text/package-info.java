/// Text in and out: strict reading of files, the vocabulary that numbers their characters, and the
/// text that every JDK brings along. Characters are Unicode code points; line endings are left as
/// they are.
package dev.unroll.models.text;
