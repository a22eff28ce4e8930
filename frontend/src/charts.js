// Charts, fetched only where one is seen (lintel/charts.js): <div data-chart="ID-of-a-JSON-script">. SVG, in the page's own colours.
// Bars are the only kind in use, and so the only kind in here. Names of series stand in the page, not in the drawing.
import * as echarts from "echarts/core";
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

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

function draw(element) {
  const option = coloured(JSON.parse(document.getElementById(element.dataset.chart).textContent), getComputedStyle(document.documentElement));
  // HTML tooltips carry style attributes, which style-src 'self' blocks: draw them in SVG instead.
  if (option.tooltip) option.tooltip = { ...option.tooltip, renderMode: "richText" };
  const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const chart = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: "svg", locale });
  // Where hatching helps tell series apart without colour, it is asked for by the reader's own setting.
  const decal = { show: themes[1].matches || themes[2].matches };
  chart.setOption({ animation: !still.matches, ...option, aria: { ...option.aria, enabled: true, decal } }, true);
  return chart;
}

function drawAll(root) {
  for (const element of root.querySelectorAll("[data-chart]")) {
    if (!element.clientWidth || echarts.getInstanceByDom(element)) continue;
    const chart = draw(element);
    new ResizeObserver(() => chart.resize()).observe(element);
  }
}

function redraw() {
  for (const element of document.querySelectorAll("[data-chart]")) if (echarts.getInstanceByDom(element)) draw(element);
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
document.addEventListener("lintel:chart", (event) => drawAll(event.target.parentNode));
for (const query of themes) query.addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
