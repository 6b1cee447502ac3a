"use strict";
(() => {
  const root = document.getElementById("report");
  const COLORS = 6;
  const DASHES = [[], [7, 4], [2, 4], [9, 4, 2, 4]];

  // 1. The records: by event, and by step a place on each horizontal axis.
  const runs = JSON.parse(document.getElementById("runs").textContent).map((run) => {
    const of = (event) => run.lines.filter((line) => line.event === event);
    const steps = of("step");
    const starts = of("run");
    return {
      name: run.name,
      about: starts[starts.length - 1] || {},
      commands: starts.map((start) => start.command).filter(Boolean),
      steps,
      weights: of("weights"),
      epochs: of("epoch"),
      validations: run.lines.filter((line) => line.scores && line.scores.length),
      examples: of("example"),
      ends: run.lines.filter((line) => line.event === "end" || line.event === "divergence"),
      last: run.lines[run.lines.length - 1],
    };
  });
  const several = runs.length > 1;
  const items = runs[0].about.items || "items";

  const AXES = {
    step: ["steps", (line) => line.step],
    epoch: ["epochs", (line) => line.epoch - 1 + line.position],
    items: [items, (line) => line.items],
    seconds: ["training time (s)", (line) => line.seconds],
  };

  /** Where a step lies on an axis: between the recorded steps around it. */
  function place(run, step, of) {
    const lines = run.steps;
    if (!lines.length) return step;
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle].step < step) low = middle + 1;
      else high = middle;
    }
    const after = lines[low];
    const before = lines[low - 1];
    if (after.step === step || !before) return of(after);
    const part = (step - before.step) / (after.step - before.step);
    return of(before) + part * (of(after) - of(before));
  }

  // 2. The charts: each a title, an axis, and lines with points of runs.
  function points(run, lines, value) {
    return lines
      .map((line) => ({ run, step: line.step, y: value(line) }))
      .filter((point) => typeof point.y === "number");
  }

  const key = (metric) => metric.name + "|" + metric.unit;
  const title = (metric) => metric.name;

  function charts() {
    const all = [];
    const add = (name, unit, log, series) => {
      const drawn = series.filter((each) => each.points.length);
      if (drawn.length) all.push({ name, unit, log, series: drawn });
    };
    const label = (run, name) => (several ? run.name + (name ? ": " + name : "") : name);
    const perRun = (name, value, dash) =>
      runs.map((run, i) => ({
        label: label(run, name),
        color: several ? i : dash || 0,
        dash: dash || 0,
        points: points(run, run.steps, value),
      }));
    const scored = (metric) =>
      runs.map((run, i) => ({
        label: label(run, "validation"),
        color: several ? i : 1,
        dash: 1,
        dots: true,
        points: points(run, run.validations, (line) => {
          const found = line.scores.find((score) => key(score) === metric);
          return found ? found.value : null;
        }),
      }));

    // the loss, with that of held-out data where it is the same measure
    const loss = runs[0].about.loss || { name: "loss", unit: "" };
    add("Loss", (title(loss) + " " + (loss.unit ? `(${loss.unit})` : "")).trim(), false, [
      ...runs.map((run, i) => ({
        label: label(run, "training"),
        color: several ? i : 0,
        dash: 0,
        thin: true,
        points: points(run, run.steps, (line) => line.loss),
      })),
      ...runs.map((run, i) => ({
        label: label(run, "training, smoothed"),
        color: several ? i : 0,
        dash: 0,
        points: points(run, run.steps, (line) => line.smoothed),
      })),
      ...scored(key(loss)),
    ]);
    const others = new Map();
    for (const run of runs)
      for (const line of run.validations)
        for (const score of line.scores)
          if (key(score) !== key(loss)) others.set(key(score), score);
    for (const [metric, score] of others)
      add("Validation: " + title(score), score.unit || title(score), false, scored(metric));

    add("Learning rate", "learning rate", false, perRun("", (line) => line.rate));
    // the norm before clipping over that after it, where they differ
    const clips = runs.some((run) => run.steps.some((line) => line.clipped < 0.999 * line.norm));
    add("Gradient norm", "‖g‖", true, [
      ...(clips ? perRun("after clipping", (line) => line.clipped, 1) : []),
      ...perRun(clips ? "before clipping" : "never clipped", (line) =>
        line.norm == null ? line.clipped : line.norm),
    ]);
    for (const run of runs) {
      const of = several ? ", " + run.name : "";
      const names = run.weights.length ? Object.keys(run.weights[0].norms) : [];
      const lines = (value) =>
        names.map((name, i) => ({
          label: name,
          color: i,
          dash: Math.floor(i / COLORS),
          points: points(run, run.weights, (line) => value(line.norms[name])),
        }));
      add("Weights" + of, "‖w‖", true, lines(([weight]) => weight));
      add("Update of a step, relative" + of, "‖Δw‖ / ‖w‖", true,
        lines(([weight, update]) => (weight > 0 ? update / weight : null)));
    }
    add("Throughput", items + " a second", false, perRun("", (line) => line.speed));
    return all;
  }

  // 3. Drawing.
  const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

  function digits(value) {
    if (value == null) return "–";
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e7) return value.toLocaleString("en");
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2);
    return String(Number(value.toPrecision(4)));
  }

  function plot(chart, axis, width) {
    const [axisLabel, of] = AXES[axis];
    const tables = chart.series.map((each) => {
      const xs = [];
      const ys = [];
      for (const point of each.points) {
        const x = place(point.run, point.step, of);
        const y = chart.log && point.y <= 0 ? null : point.y;
        if (xs.length && x <= xs[xs.length - 1]) continue; // two lines of one step
        xs.push(x);
        ys.push(y);
      }
      return [xs, ys];
    });
    const fg = variable("--fg");
    const grid = variable("--grid");
    const font = '12px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif';
    const axes = { stroke: fg, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid }, font,
      labelFont: font, labelSize: 20 };
    const host = document.createElement("div");
    new uPlot(
      {
        width,
        height: Math.round(width * 0.46) + 60,
        scales: { x: { time: false }, y: chart.log ? { distr: 3 } : {} },
        cursor: { sync: { key: "runs" } },
        legend: { live: true },
        axes: [
          { ...axes, label: axisLabel, values: (u, ticks) => ticks.map(digits) },
          { ...axes, label: chart.unit, size: 64,
            values: (u, ticks) => ticks.map((tick) => (tick == null ? "" : digits(tick))) },
        ],
        series: [
          { label: axisLabel, value: (u, v) => digits(v) },
          ...chart.series.map((each) => ({
            label: each.label || chart.name,
            stroke: variable("--c" + (each.color % COLORS)) + (each.thin ? "66" : ""),
            width: each.thin ? 1 : 2,
            dash: DASHES[each.dash % DASHES.length],
            spanGaps: true,
            points: { show: Boolean(each.dots) || each.points.length < 3, size: 7 },
            value: (u, v) => digits(v),
          })),
        ],
      },
      uPlot.join(tables),
      host,
    );
    return host;
  }

  function element(name, text, parent, type) {
    const made = document.createElement(name);
    if (text != null) made.textContent = text;
    if (type) made.className = type;
    if (parent) parent.append(made);
    return made;
  }

  function draw() {
    const grid = document.getElementById("charts");
    const axis = document.getElementById("axis").value;
    const widths = [];
    grid.replaceChildren();
    const all = charts();
    for (const chart of all) {
      const figure = element("figure", null, grid, "chart");
      figure.dataset.title = chart.name;
      figure.dataset.series = chart.series.length;
      figure.dataset.points = chart.series.reduce((sum, each) => sum + each.points.length, 0);
      element("h3", chart.name, figure);
      widths.push(figure);
    }
    all.forEach((chart, i) => {
      widths[i].append(plot(chart, axis, Math.max(300, Math.floor(widths[i].clientWidth))));
    });
    document.body.dataset.charts = all.length;
  }

  // 4. Tables: a column for each run.
  function table(parent, rows) {
    const made = element("table", null, parent);
    if (several) {
      const head = element("tr", null, element("thead", null, made));
      element("th", "", head);
      for (const run of runs) element("th", run.name, head);
    }
    const body = element("tbody", null, made);
    for (const [name, values] of rows) {
      const row = element("tr", null, body);
      const texts = values.map((value) => (value == null ? "–" : String(value)));
      if (several && new Set(texts).size > 1) row.className = "differs";
      element("td", name, row, "dim");
      for (const text of texts) element("td", text, row, "value");
    }
  }

  function duration(seconds) {
    if (seconds == null) return null;
    const whole = Math.round(seconds);
    const two = (number) => String(number).padStart(2, "0");
    return whole < 60 ? seconds.toFixed(1) + " s"
      : whole < 3600 ? `${Math.floor(whole / 60)}:${two(whole % 60)} min`
      : `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)} h`;
  }

  const REASONS = { epochs: "all epochs done", steps: "all steps done", time: "time was up",
    patience: "no better for too long", stopped: "stopped" };

  function outcome(run) {
    const end = run.ends[run.ends.length - 1];
    if (!end || end !== run.last) return "not ended when this was written";
    return end.event === "end" ? REASONS[end.reason] || end.reason : end.message;
  }

  function summary(parent) {
    const lastStep = (run) => run.steps[run.steps.length - 1] || {};
    const rows = [
      ["outcome", runs.map(outcome)],
      ["steps", runs.map((run) => (run.last ? run.last.step.toLocaleString("en") : null))],
      ["epochs ended", runs.map((run) => {
        const last = run.epochs[run.epochs.length - 1];
        return last ? last.epoch : 0;
      })],
      ["training time", runs.map((run) => duration(lastStep(run).seconds))],
      ["parameters", runs.map((run) => count(run).toLocaleString("en"))],
      ["training loss, smoothed", runs.map((run) => digits(lastStep(run).smoothed))],
    ];
    const metrics = new Map();
    for (const run of runs)
      for (const line of run.validations)
        for (const score of line.scores) metrics.set(key(score), score);
    for (const [metric, score] of metrics) {
      rows.push([
        `validation ${title(score)}${score.unit ? ", " + score.unit : ""}: best, last`,
        runs.map((run) => {
          const values = run.validations
            .map((line) => line.scores.find((each) => key(each) === metric))
            .filter((each) => each && each.value != null)
            .map((each) => each.value);
          if (!values.length) return null;
          const best = score["higher-is-better"] ? Math.max(...values) : Math.min(...values);
          return digits(best) + ", " + digits(values[values.length - 1]);
        }),
      ]);
    }
    table(parent, rows);
  }

  function count(run) {
    return Object.values(run.about.parameters || {}).reduce(
      (sum, shape) => sum + (shape.match(/\d+/g) || []).reduce((a, b) => a * Number(b), 1), 0);
  }

  function settings(parent) {
    const names = new Set();
    const options = (run) => {
      const about = run.about;
      const own = about.options && Object.keys(about.options).length ? about.options : about.training;
      return own || {};
    };
    for (const run of runs) for (const name of Object.keys(options(run))) names.add(name);
    table(parent, [...names].map((name) => [
      name.replace(/^options\./, ""),
      runs.map((run) => options(run)[name]),
    ]));
  }

  function surroundings(parent) {
    const machine = (name) => runs.map((run) => (run.about.machine || {})[name]);
    table(parent, [
      ["data", runs.map((run) => run.about.data)],
      ["limits", runs.map((run) =>
        Object.entries(run.about.limits || {}).map(([name, value]) => `${name} ${value}`).join(", "))],
      ["begun", runs.map((run) => run.about.time)],
      ["unroll", runs.map((run) => run.about.version)],
      ["threads", runs.map((run) => run.about.threads)],
      ["kernels", machine("kernels")],
      ["Java", machine("java")],
      ["system", machine("system")],
      ["processors", machine("processors")],
      ["memory", machine("memory")],
    ].filter(([, values]) => values.some((value) => value != null)));
  }

  function commands(parent) {
    for (const run of runs) {
      if (several) element("h3", run.name, parent);
      element("pre", run.commands.join("\n") || "not recorded", parent);
    }
  }

  function examples(parent) {
    const grid = element("div", null, parent, "runs");
    for (const run of runs) {
      const column = element("div", null, grid);
      if (several) element("h3", run.name, column);
      if (!run.examples.length) element("p", "None was recorded.", column, "dim");
      run.examples.forEach((example, i) => {
        const details = element("details", null, column);
        details.open = i === run.examples.length - 1 || i === 0;
        element("summary", "after step " + example.step.toLocaleString("en"), details);
        element("pre", example.text, details);
      });
    }
  }

  // 5. The page.
  function section(name, fill) {
    element("h2", name, root);
    fill(root);
  }

  root.replaceChildren();
  summary(root);
  section("Curves", (parent) => {
    const controls = element("p", null, parent, "controls screen");
    const label = element("label", "over ", controls);
    const select = element("select", null, label);
    select.id = "axis";
    for (const [value, [text]] of Object.entries(AXES)) {
      element("option", text, select).value = value;
    }
    select.addEventListener("change", draw);
    element("span", "Drag to enlarge, double-click to go back; a click on a name hides its line.",
      controls, "dim");
    element("div", null, parent, "charts").id = "charts";
  });
  draw();
  section("What it could do", examples);
  section("Options", settings);
  section("Data and machine", surroundings);
  section("To reproduce", commands);

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  matchMedia("print").addEventListener("change", draw);
  let resizing = 0;
  addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(draw, 150);
  });
})();
