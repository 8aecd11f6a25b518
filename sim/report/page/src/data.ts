// What the program writes into <script id="report-data">. Written by sim/report/live_data.cpp and chart.cpp.

export interface ChartLine {
  name: string;
  metric: string;
  values: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
}

export interface ChartSpec {
  id: string;
  title: string;
  unit: string;
  kind: "line" | "stacked_area" | "bar" | "stacked_bar";
  axis: [number, number, number]; // lowest, highest, step
  dates: string[];
  categories: string[];
  lines: ChartLine[];
  marks: { date: string; text: string }[];
}

export interface Metric {
  id: string;
  label: string;
  unit: string;
  definition: string;
  family: string;
}

export interface MapMeasure {
  metric: string;
  title: string;
  unit: string;
  values: (number | null)[]; // in the order of councils
}

export interface StoredLine {
  m: string; // metric
  g: string; // group, "" for England
  d: number; // which calendar
  v: (number | null)[];
}

export interface ReportData {
  charts: ChartSpec[];
  metrics: Metric[];
  councils: { code: string; name: string; region: string }[];
  maps: MapMeasure[];
  calendars: string[][];
  words: Record<string, string>;
  lines: StoredLine[];
}
