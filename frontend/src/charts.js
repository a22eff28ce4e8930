// Bars, fetched only where a chart is seen (lintel/charts.js): <div data-chart="ID-of-a-JSON-script"> with what
// lintel/insight/charts.py says. SVG painted by the style sheet, so themes and forced colours need nothing from here.
// The smallest cut of a library of charts weighed five times as much as the script of every page, for one kind of drawing.
const SVG = "http://www.w3.org/2000/svg";
const TEXT = 12; // pixels of a letter, as .chart says
const GAP = 8;
const THICKEST = 28;

/** An element of the drawing inside `parent`. */
function add(parent, name, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  parent.append(element);
  return element;
}

/** The end of an axis over `most` and its step: whole numbers, at most five steps. */
function scale(most) {
  let step = 1;
  for (let size = 1; most / step > 5; size *= 10) for (const one of [1, 2, 5]) if (most / step > 5) step = one * size;
  return { step, end: Math.max(step, Math.ceil(most / step) * step) };
}

const widest = (texts) => Math.max(0, ...texts.map((text) => text.getComputedTextLength()));

/** Days side by side, bars upward; so many days have a label as there is room for. */
function standing(svg, { names, series }, { width, height }, { step, end }) {
  const values = [];
  const bottom = height - TEXT - GAP;
  const at = (value) => bottom - (value / end) * (bottom - TEXT);
  for (let value = 0; value <= end; value += step) values.push(add(svg, "text", { y: at(value) + TEXT / 3, class: "chart-word" }, String(value)));
  const left = widest(values) + GAP;
  for (const [n, text] of values.entries()) {
    text.setAttribute("x", String(left - GAP / 2));
    text.setAttribute("text-anchor", "end");
    add(svg, "line", { x1: left, x2: width, y1: at(n * step), y2: at(n * step) });
  }
  const room = (width - left) / names.length;
  const thick = Math.min(THICKEST / 2, (room * 0.7) / series.length);
  const every = Math.ceil((TEXT * 3.5) / room);
  for (const [n, name] of names.entries()) {
    const middle = left + room * (n + 0.5);
    if (n % every === 0) add(svg, "text", { x: middle, y: height - GAP / 2, "text-anchor": "middle", class: "chart-word" }, name);
    for (const [s, { data }] of series.entries())
      add(svg, "rect", { x: middle + thick * (s - series.length / 2), y: at(data[n]), width: thick, height: bottom - at(data[n]), class: `chart-${s + 1}` });
  }
  return (x) => Math.floor((x - left) / room);
}

/** Names below each other, bars to the right; `labels` writes the number at the end of each bar. */
function lying(svg, { names, series, labels }, { width, height }, { step, end }) {
  const words = names.map((name) => add(svg, "text", { class: "chart-word" }, name));
  const [left, right, bottom] = [widest(words) + GAP, width - TEXT * 3, height - TEXT - GAP];
  const at = (value) => left + (value / end) * (right - left);
  const room = bottom / names.length;
  const thick = Math.min(THICKEST / series.length, (room * 0.7) / series.length);
  for (let value = 0; value <= end; value += step) {
    add(svg, "line", { x1: at(value), x2: at(value), y1: 0, y2: bottom });
    add(svg, "text", { x: at(value), y: height - GAP / 2, "text-anchor": "middle", class: "chart-word" }, String(value));
  }
  for (const [n, word] of words.entries()) {
    const middle = room * (n + 0.5);
    word.setAttribute("x", String(left - GAP));
    word.setAttribute("y", String(middle + TEXT / 3));
    word.setAttribute("text-anchor", "end");
    for (const [s, { data }] of series.entries()) {
      add(svg, "rect", { x: left, y: middle + thick * (s - series.length / 2), width: at(data[n]) - left, height: thick, class: `chart-${s + 1}` });
      if (labels) add(svg, "text", { x: at(data[n]) + GAP / 2, y: middle + TEXT / 3 }, String(data[n]));
    }
  }
  return (_x, y) => Math.floor(y / room);
}

const told = (element) => JSON.parse(document.getElementById(element.dataset.chart).textContent);

/** Draw `element` in its present size; what it showed before goes. The drawing says nothing aloud: the element does, and the table. */
function draw(element) {
  const chart = told(element);
  const size = { width: element.clientWidth, height: element.clientHeight };
  element.textContent = "";
  const svg = add(element, "svg", { ...size, "aria-hidden": "true", focusable: "false" });
  const most = Math.max(1, ...chart.series.flatMap(({ data }) => data));
  element.chartAt = (chart.lying ? lying : standing)(svg, chart, size, scale(most));
}

/** The numbers under the pointer, beside it. */
function tell(element, event) {
  const { names, series } = told(element);
  const box = element.getBoundingClientRect();
  const n = element.chartAt(event.clientX - box.left, event.clientY - box.top);
  let tip = element.querySelector(".chart-tip");
  if (!names[n]) return tip?.remove();
  if (!tip) element.append((tip = Object.assign(document.createElement("p"), { className: "chart-tip" })));
  tip.textContent = [names[n], ...series.map(({ name, data }) => `${name} ${data[n]}`)].join(" · ");
  const x = Math.min(event.clientX - box.left + GAP, box.width - tip.offsetWidth);
  const y = Math.max(0, event.clientY - box.top - tip.offsetHeight - GAP);
  tip.style.transform = `translate(${Math.max(0, x)}px, ${y}px)`;
}

function drawAll(root) {
  for (const element of root.querySelectorAll("[data-chart]")) {
    if (!element.clientWidth || element.chartAt) continue;
    new ResizeObserver(() => element.clientWidth && draw(element)).observe(element);
    draw(element);
    element.addEventListener("pointermove", (event) => tell(element, event));
    element.addEventListener("pointerdown", (event) => tell(element, event));
    element.addEventListener("pointerleave", () => element.querySelector(".chart-tip")?.remove());
  }
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
document.addEventListener("lintel:chart", (event) => drawAll(event.target.parentNode));
