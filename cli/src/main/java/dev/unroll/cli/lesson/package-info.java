/// What the lectures show, told in the terminal and on a page. The numbers are those of
/// [dev.unroll.models.lesson]; here they are put into words and pictures.
package dev.unroll.cli.lesson;
