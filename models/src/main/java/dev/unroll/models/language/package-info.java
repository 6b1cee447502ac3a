/// Language models: what comes next in a text, given what came before.
package dev.unroll.models.language;
