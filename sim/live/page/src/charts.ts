// ECharts, cut down to what the page draws.

import { BarChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

export type Option = Record<string, unknown>;
export const FONT = { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif', fontSize: 14, color: "#26303b" };
export const GRID = "#dfe3e8";

// Drawn once the box has a size, and again when that changes.
export class EChart {
  private chart: echarts.ECharts | undefined;
  private option: Option | undefined;

  constructor(
    readonly box: HTMLElement,
    private readonly renderer: "canvas" | "svg",
  ) {
    new ResizeObserver(() => this.fit()).observe(box);
  }

  draw(option: Option): void {
    this.option = option;
    if (this.box.clientWidth < 40 || this.box.clientHeight < 40) return;
    this.chart ??= echarts.init(this.box, undefined, { renderer: this.renderer });
    this.chart.setOption({ animation: false, textStyle: FONT, ...option }, { notMerge: true });
  }

  private fit(): void {
    if (this.box.clientWidth < 40 || this.box.clientHeight < 40 || !this.option) return;
    if (this.chart) this.chart.resize();
    else this.draw(this.option);
  }
}

export function plain(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
