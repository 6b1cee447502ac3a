/// Options as records, and records as strings: what an option is called, what it is by default, what is
/// checked, where it stands in a file and in a command's help all follow from one component of a record.
package dev.unroll.models.settings;
