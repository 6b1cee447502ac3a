"use strict";
(() => {
  const data = JSON.parse(document.getElementById("inspection").textContent);
  const tokens = data.tokens;
  const T = tokens.length;
  for (const trace of data.traces) {
    trace.values = Int8Array.from(atob(trace.values), (c) => c.charCodeAt(0));
  }
  const byName = (name) => data.traces.findIndex((trace) => trace.name === name);

  function element(name, text, parent, type) {
    const made = document.createElement(name);
    if (text != null) made.textContent = text;
    if (type) made.className = type;
    if (parent) parent.append(made);
    return made;
  }

  /** A token as it is seen: white space has a sign. */
  const seen = (token) =>
    token === "\n" ? "↵" : token === "\t" ? "⇥" : token === " " ? "␣" : token;

  const at = (trace, t, unit) => (trace.values[t * trace.units + unit] / 127) * trace.largest;

  const mix = (value) =>
    `color-mix(in srgb, var(--c${value < 0 ? 1 : 0}) ${Math.round(100 * Math.min(1, Math.abs(value)))}%, transparent)`;

  /** The text, each token on the colour of a number from −1 to 1. */
  function paint(parent, colour, tip, classes) {
    const text = element("div", null, parent, "text");
    tokens.forEach((token, t) => {
      const span = element("span", null, text);
      if (token === "\n") {
        element("i", "↵", span);
        span.append("\n");
      } else {
        span.textContent = token + (t + 1 < T && tokens[t + 1] !== "\n" ? data.separator : "");
      }
      const value = colour(t);
      if (value) span.style.background = mix(value * 0.85);
      span.title = tip(t);
      const names = classes(t);
      if (names) span.className = names;
    });
    return text;
  }

  const markedAbove = data.mark.reduce((a, b) => a + b, 0) / T;
  const marked = (t) => data.mark[t] > markedAbove;

  // 1. One unit on the text, and all units over time.
  const first = data.findings[0];
  const state = { trace: first ? byName(first.trace) : 0, unit: first ? first.unit : 0 };
  const unitPlace = document.getElementById("unit");
  const unitsPlace = document.getElementById("units");

  function choose(trace, unit) {
    state.trace = trace;
    state.unit = Math.min(Math.max(0, unit), data.traces[trace].units - 1);
    draw();
  }

  function controls(parent) {
    const line = element("p", null, parent);
    const traceLabel = element("label", "layer and quantity ", line);
    const select = element("select", null, traceLabel);
    data.traces.forEach((trace, i) => (element("option", trace.name, select).value = i));
    select.value = state.trace;
    select.onchange = () => choose(Number(select.value), state.unit);
    const unitLabel = element("label", "unit ", line);
    const input = element("input", null, unitLabel);
    Object.assign(input, { type: "number", min: 0, max: data.traces[state.trace].units - 1,
      value: state.unit });
    input.onchange = () => choose(state.trace, Number(input.value));
    const trace = data.traces[state.trace];
    const gate = "iforuz".includes(trace.letter);
    const most = trace.largest.toPrecision(2).replace(/\.0$/, "");
    element("span", gate ? "0" : "−" + most, line);
    const scale = element("span", null, line, "scale");
    scale.style.background = gate
      ? `linear-gradient(90deg, transparent, ${mix(0.85)})`
      : `linear-gradient(90deg, ${mix(-0.85)}, transparent, ${mix(0.85)})`;
    element("span", most, line);
    if (trace.letter === "c") element("span", " (tanh of the cell state)", line, "dim");
  }

  function drawUnit() {
    unitPlace.replaceChildren();
    controls(unitPlace);
    const trace = data.traces[state.trace];
    paint(
      unitPlace,
      (t) => at(trace, t, state.unit) / trace.largest,
      (t) => `${seen(tokens[t])}  ${at(trace, t, state.unit).toFixed(2)}`,
      (t) => (marked(t) ? "m" : ""),
    );
    element("p", `Underlined: ${data.markName}${isYesNo() ? "" : ", above its mean"}.`, unitPlace, "dim");
    unitPlace.dataset.trace = trace.name;
    unitPlace.dataset.unit = state.unit;
  }

  const isYesNo = () => data.mark.every((m) => m === 0 || m === 1);

  function drawUnits() {
    unitsPlace.replaceChildren();
    const trace = data.traces[state.trace];
    const units = trace.units;
    element("p", `${trace.name}: ${units} units from top to bottom, ${T} tokens from left to right. `
      + "Point to see a value, click to see that unit on the text.", unitsPlace, "dim");
    const canvas = element("canvas", null, unitsPlace, "units");
    canvas.width = T;
    canvas.height = units;
    canvas.style.height = Math.max(96, Math.min(2 * units, 520)) + "px";
    const context = canvas.getContext("2d");
    const rgb = (name) => {
      const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    };
    const [ground, above, below] = [rgb("--bg"), rgb("--c0"), rgb("--c1")];
    const image = context.createImageData(T, units);
    for (let unit = 0; unit < units; unit++) {
      for (let t = 0; t < T; t++) {
        const value = trace.values[t * units + unit] / 127;
        const to = value < 0 ? below : above;
        const i = 4 * (unit * T + t);
        for (let c = 0; c < 3; c++) {
          image.data[i + c] = ground[c] + Math.abs(value) * (to[c] - ground[c]);
        }
        image.data[i + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [
        Math.min(T - 1, Math.floor(((event.clientX - box.left) / box.width) * T)),
        Math.min(units - 1, Math.floor(((event.clientY - box.top) / box.height) * units)),
      ];
    };
    const note = element("p", "\u00a0", unitsPlace);
    canvas.onmousemove = (event) => {
      const [t, unit] = place(event);
      const around = tokens.slice(Math.max(0, t - 20), t + 1).map(seen).join(data.separator);
      note.textContent = `unit ${unit} after “${around}”: ${at(trace, t, unit).toFixed(2)}`;
    };
    canvas.onclick = (event) => choose(state.trace, place(event)[1]);
  }

  function draw() {
    drawUnit();
    drawUnits();
  }

  // 2. The rows of the table of findings show their unit.
  document.querySelectorAll("table").forEach((table) => {
    if (table.querySelector("th")?.textContent !== "unit") return;
    [...table.tBodies[0].rows].forEach((row, i) => {
      const found = data.findings[i];
      row.className = "link";
      row.onclick = () => choose(byName(found.trace), found.unit);
    });
  });

  // 3. What it expects.
  function guesses() {
    const parent = document.getElementById("guesses");
    if (!data.eachStep) {
      const table = element("table", null, parent);
      for (const [answer, p] of data.guesses[0].best) {
        const row = element("tr", null, table);
        element("td", answer, row);
        element("td", p.toFixed(3), row);
      }
      return;
    }
    const language = data.guesses.some((guess) => guess.next);
    element("p", language
      ? "Under each token what the model expects after it, the likeliest first; the stronger the ground, the likelier. Framed: what does follow."
      : "Under each token the likeliest answers; the stronger the ground, the likelier.", parent, "dim");
    const columns = element("div", null, parent, "columns");
    data.guesses.forEach((guess, t) => {
      const column = element("div", null, columns, "column");
      element("b", seen(tokens[t]), column);
      for (const [answer, p] of guess.best) {
        const cell = element("span", seen(answer), column);
        cell.style.background = mix(0.85 * p);
        cell.title = p.toFixed(4);
        if (guess.next && guess.next[0] === answer) cell.className = "hit";
      }
      if (tokens[t] === "\n") element("div", null, columns, "break");
    });
  }

  // 4. How far back it looks.
  function gradient() {
    const parent = document.getElementById("gradient");
    const { step, answer, norms } = data.gradient;
    const largest = Math.max(...norms);
    element("p", data.eachStep
      ? `Of “${seen(answer)}” after the framed token. The colour is the logarithm: full at ${largest.toExponential(1)}, none at a ten-thousandth of it.`
      : `Of the label “${answer}”. The colour is the logarithm: full at ${largest.toExponential(1)}, none at a ten-thousandth of it.`, parent);
    paint(
      parent,
      (t) => (norms[t] > 0 ? Math.max(0, 1 + Math.log10(norms[t] / largest) / 4) : 0),
      (t) => `${seen(tokens[t])}  ${norms[t].toExponential(2)}`,
      (t) => (data.eachStep && t === step ? "here" : ""),
    );
  }

  draw();
  guesses();
  gradient();
  document.body.dataset.ready = "true";
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawUnits);
})();
