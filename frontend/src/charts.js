// Charts, on the pages that have one: <div data-chart="ID-of-a-JSON-script">. SVG, with a spoken description in Chinese.
import * as echarts from "echarts/core";
import { BarChart, FunnelChart, GaugeChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import langZH from "echarts/i18n/langZH-obj.js";

echarts.use([
  BarChart,
  FunnelChart,
  GaugeChart,
  HeatmapChart,
  LineChart,
  PieChart,
  AriaComponent,
  DatasetComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  SVGRenderer,
]);
echarts.registerLocale("ZH", langZH);

function draw(element) {
  const option = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  // HTML tooltips carry style attributes, which style-src 'self' blocks: draw them in SVG instead.
  if (option.tooltip) option.tooltip = { ...option.tooltip, renderMode: "richText" };
  const locale = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const chart = echarts.init(element, null, { renderer: "svg", locale });
  chart.setOption({ aria: { enabled: true }, ...option });
  new ResizeObserver(() => chart.resize()).observe(element);
}

function drawAll(root) {
  for (const element of root.querySelectorAll("[data-chart]")) if (!echarts.getInstanceByDom(element)) draw(element);
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
