// Charts, fetched only where one is seen (lintel/charts.js): <div data-chart="ID-of-a-JSON-script">. SVG, in the page's own colours.
// Bars are the only kind in use, and so the only kind in here. Names of series stand in the page, not in the drawing.
// The library's own tips are 20 kB that write style attributes, which the page does not allow: the tips are ours.
import { getInstanceByDom, init, use } from "echarts/core";
import { BarChart } from "echarts/charts";
import { AriaComponent, GridSimpleComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, AriaComponent, GridSimpleComponent, SVGRenderer]);

const themes = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("(forced-colors: active)"), matchMedia("(prefers-contrast: more)")];
const still = matchMedia("(prefers-reduced-motion: reduce)");
const forced = { "--lt-text": "CanvasText", "--lt-muted": "CanvasText", "--lt-line": "GrayText", "--lt-raised": "Canvas" };

/** The option with every "var:--name" replaced by what that token is on this page now. */
function coloured(value, style) {
  if (typeof value === "string" && value.startsWith("var:")) {
    const name = value.slice(4);
    return themes[1].matches ? (forced[name] ?? "LinkText") : style.getPropertyValue(name).trim();
  }
  if (Array.isArray(value)) return value.map((one) => coloured(one, style));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coloured(one, style)]));
  return value;
}

/** What stands at `at` on the axis of words: its word, and each series with its mark and number. */
function told({ xAxis, yAxis, series, color }, at) {
  const words = [xAxis, yAxis].flat().find((axis) => axis.type === "category").data;
  const lines = series.map((one, n) => {
    const line = document.createElement("span");
    line.className = "chart-tip-line";
    line.style.setProperty("--lt-mark", one.itemStyle?.color ?? color[n]);
    line.append(one.name, Object.assign(document.createElement("b"), { textContent: Number(one.data[at]).toLocaleString("en") }));
    return line;
  });
  return [Object.assign(document.createElement("span"), { className: "chart-tip-head", textContent: words[at] }), ...lines];
}

let away = () => {};
document.addEventListener("keydown", ({ key }) => key === "Escape" && away());

/** The numbers behind the bars that the pointer or the finger is over. A reader of the page has them in the table below. */
function tipped(element, chart) {
  const tip = Object.assign(document.createElement("div"), { className: "chart-tip", hidden: true, ariaHidden: "true" });
  element.append(tip);
  let shown = -1;
  function hide() {
    if (shown < 0) return;
    chart.dispatchAction({ type: "downplay" });
    tip.hidden = true;
    shown = -1;
  }
  function show(point) {
    const option = chart.getOption();
    const place = chart.convertFromPixel({ seriesIndex: 0 }, point)?.[option.xAxis[0].type === "category" ? 0 : 1];
    if (!chart.containPixel("grid", point) || !(place >= 0)) return hide();
    if (place !== shown) {
      hide();
      chart.dispatchAction({ type: "highlight", seriesIndex: option.series.map((_, n) => n), dataIndex: place });
      tip.replaceChildren(...told(option, place));
      tip.hidden = false;
      shown = place;
      away = hide;
    }
    const room = element.clientWidth - tip.offsetWidth;
    const beside = point[0] + 16 > room ? point[0] - tip.offsetWidth - 16 : point[0] + 16;
    tip.style.left = `${Math.max(0, Math.min(beside, room))}px`;
    tip.style.top = `${Math.max(0, Math.min(point[1] + 12, element.clientHeight - tip.offsetHeight))}px`;
  }
  const hover = chart.getZr(); // tells fingers as it tells mice
  hover.on("mousemove", ({ offsetX, offsetY }) => show([offsetX, offsetY]));
  hover.on("globalout", hide);
  return chart;
}

function draw(element) {
  const option = coloured(JSON.parse(document.getElementById(element.dataset.chart).textContent), getComputedStyle(document.documentElement));
  const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const chart = getInstanceByDom(element) ?? tipped(element, init(element, null, { renderer: "svg", locale }));
  // Where hatching helps tell series apart without colour, it is asked for by the reader's own setting.
  const decal = { show: themes[1].matches || themes[2].matches };
  chart.setOption({ animation: !still.matches, ...option, aria: { ...option.aria, enabled: true, decal } }, true);
  return chart;
}

function drawAll(root) {
  for (const element of root.querySelectorAll("[data-chart]")) {
    if (!element.clientWidth || getInstanceByDom(element)) continue;
    const chart = draw(element);
    new ResizeObserver(() => chart.resize()).observe(element);
  }
}

function redraw() {
  for (const element of document.querySelectorAll("[data-chart]")) if (getInstanceByDom(element)) draw(element);
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
document.addEventListener("lintel:chart", (event) => drawAll(event.target.parentNode));
for (const query of themes) query.addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
