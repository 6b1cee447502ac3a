package dev.unroll.cli.chart;

/// What a chart is drawn on.
public enum Theme {
  /// Dark on light.
  LIGHT,
  /// Light on dark.
  DARK,
  /// As the viewer's system is set.
  AUTOMATIC;

  /// The variables of the style sheet: foreground, lines of the grid, background, and the colours of series in
  /// their order. Blue is too dark for a dark ground, yellow too light for a light one.
  private static final String ON_LIGHT =
      "--fg:#1a1a1a;--grid:#d9d9d9;--bg:#ffffff;--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;"
          + "--c4:#e69f00;--c5:#56b4e9";

  private static final String ON_DARK =
      "--fg:#ececec;--grid:#454545;--bg:#1b1b1b;--c0:#56b4e9;--c1:#e69f00;--c2:#009e73;--c3:#cc79a7;"
          + "--c4:#f0e442;--c5:#d55e00";

  /// How many colours of series there are.
  static final int COLORS = 6;

  /// The variables as a style sheet.
  String styleSheet() {
    return switch (this) {
      case LIGHT -> "svg{" + ON_LIGHT + "}";
      case DARK -> "svg{" + ON_DARK + "}";
      case AUTOMATIC ->
          "svg{" + ON_LIGHT + "}@media (prefers-color-scheme:dark){svg{" + ON_DARK + "}}";
    };
  }
}
