/// Charts as SVG files, which every browser shows: lines over an axis, heat maps, paths in a plane.
///
/// Colours are those of Okabe and Ito (2008), which people with any colour vision tell apart, and lines and
/// marks differ in form as well. No text is smaller than 11 px. The same numbers give the same bytes.
package dev.unroll.cli.chart;
