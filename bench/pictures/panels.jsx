// Draws a dashboard as Grafana does, from its file and from what Prometheus answered to its queries, with Grafana's own components. Two kinds of
// panels are not among those that Grafana publishes, and stand-ins are drawn in their place: heatmaps and state timelines.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { FieldType, createTheme, dateTime, getDisplayProcessor, toDataFrame } from '@grafana/data';
import { BigValue, PanelChrome, TimeSeries } from '@grafana/ui';
import 'uplot/dist/uPlot.min.css';

const theme = createTheme({ colors: { mode: 'dark' } });
const CELL = 30;
const GAP = 8;
const WIDTH = 1440;
const { board, answers, from, to } = window.shown;
const timeRange = { from: dateTime(from), to: dateTime(to), raw: { from: dateTime(from), to: dateTime(to) } };

function legend(format, labels) {
  return format.replace(/\{\{\s*(\w+)\s*}}/g, (all, name) => labels[name] ?? '') || JSON.stringify(labels);
}

function frames(panel) {
  const found = [];
  panel.targets.forEach((target) => {
    for (const series of answers[target.expr]) {
      found.push({ name: legend(target.legendFormat, series.metric), values: series.values, labels: series.metric });
    }
  });
  return found;
}

function field(panel, series, index) {
  const defaults = panel.fieldConfig.defaults;
  const frame = toDataFrame({
    name: series.name,
    fields: [
      { name: 'Time', type: FieldType.time, values: series.values.map((pair) => pair[0] * 1000), config: {} },
      {
        name: series.name,
        type: FieldType.number,
        values: series.values.map((pair) => (Number.isFinite(+pair[1]) ? +pair[1] : null)),
        config: { ...defaults, custom: { ...defaults.custom }, displayName: series.name },
      },
    ],
  });
  frame.fields.forEach((each) => {
    each.display = getDisplayProcessor({ field: each, theme, timeZone: 'utc' });
  });
  frame.fields[1].state = { seriesIndex: index, displayName: series.name };
  return frame;
}

function last(series) {
  const values = series.values.filter((pair) => Number.isFinite(+pair[1]));
  return values.length === 0 ? null : +values[values.length - 1][1];
}

function Stat({ panel, width, height }) {
  const series = frames(panel)[0];
  if (series === undefined) {
    return <p>No data</p>;
  }
  const value = field(panel, series, 0).fields[1].display(last(series));
  const { textMode, colorMode, graphMode, justifyMode } = panel.options;
  const shown = textMode === 'name' ? { ...value, title: series.name, text: series.name, prefix: '', suffix: '' } : value;
  return <BigValue value={shown} width={width} height={height} theme={theme} colorMode={colorMode} graphMode={graphMode}
    justifyMode={justifyMode} textMode={textMode === 'name' ? 'value' : textMode} />;
}

function Lines({ panel, width, height }) {
  const found = frames(panel);
  if (found.length === 0) {
    return <p>No data</p>;
  }
  const drawn = found.map((series, index) => field(panel, series, index));
  return <TimeSeries frames={drawn} structureRev={1} timeRange={timeRange} timeZone="utc" width={width} height={height}
    legend={panel.options.legend} options={panel.options} />;
}

/** Of cumulative buckets: how many fell into each, by time. */
function columns(panel) {
  const series = frames(panel).map((each) => ({ le: Number(each.labels.le.replace('+Inf', 'Infinity')), values: new Map(each.values) }));
  series.sort((one, other) => one.le - other.le);
  const times = [...new Set(series.flatMap((each) => [...each.values.keys()]))].sort((a, b) => a - b);
  const counts = times.map((time) => series.map((each, i) =>
    Math.max(0, (+each.values.get(time) || 0) - (i === 0 ? 0 : +series[i - 1].values.get(time) || 0))));
  return { bounds: series.map((each) => each.le), times, counts };
}

function Heatmap({ panel, width, height }) {
  const { bounds, times, counts } = columns(panel);
  const most = Math.max(1e-9, ...counts.flat());
  const left = 56;
  const bottom = 22;
  const w = (width - left - 8) / times.length;
  const h = (height - bottom - 4) / bounds.length;
  const seconds = (le) => (le === Infinity ? 'more' : le < 1 ? `${+(le * 1000).toPrecision(3)} ms` : `${le} s`);
  return (
    <svg width={width} height={height} fontFamily={theme.typography.fontFamily} fontSize={11} fill={theme.colors.text.secondary}>
      {counts.map((column, x) => column.map((count, y) => count > 0 && (
        <rect key={`${x}/${y}`} x={left + x * w} y={4 + (bounds.length - 1 - y) * h} width={Math.max(1, w - 0.5)} height={h - 1}
          fill={`hsl(${28 + 12 * (count / most) ** 0.5}, 100%, ${18 + 50 * (count / most) ** 0.5}%)`} />)))}
      {bounds.map((le, y) => <text key={le} x={left - 6} y={8 + (bounds.length - 1 - y) * h + h / 2} textAnchor="end">{seconds(le)}</text>)}
      {[0.1, 0.3, 0.5, 0.7, 0.9].map((part) => (
        <text key={part} x={left + part * (width - left)} y={height - 6} textAnchor="middle">
          {new Date(from + part * (to - from)).toISOString().slice(11, 19)}
        </text>))}
    </svg>);
}

function Timeline({ panel, width, height }) {
  const series = frames(panel);
  const states = Object.fromEntries(panel.fieldConfig.defaults.mappings.flatMap((mapping) => Object.entries(mapping.options)));
  const row = Math.min(44, (height - 24) / series.length);
  const left = 190;
  const x = (time) => left + ((time * 1000 - from) / (to - from)) * (width - left - 8);
  return (
    <svg width={width} height={height} fontFamily={theme.typography.fontFamily} fontSize={12} fill={theme.colors.text.secondary}>
      {series.map((each, y) => (
        <g key={each.name}>
          <text x={left - 8} y={8 + y * row + row / 2} textAnchor="end">{each.name}</text>
          {each.values.map(([time, value], i) => (
            <rect key={time} x={x(time)} y={6 + y * row} height={row - 8}
              width={Math.max(1, x(each.values[i + 1]?.[0] ?? to / 1000) - x(time) + 0.5)}
              fill={theme.visualization.getColorByName(states[value]?.color ?? 'text')} />))}
        </g>))}
    </svg>);
}

const KINDS = { stat: Stat, timeseries: Lines, heatmap: Heatmap, 'state-timeline': Timeline };

function Board() {
  const column = (WIDTH - GAP) / 24;
  const bottom = Math.max(...board.panels.map((panel) => panel.gridPos.y + panel.gridPos.h));
  return (
    <div style={{ position: 'relative', width: WIDTH, height: 48 + bottom * (CELL + GAP) + GAP, background: theme.colors.background.canvas,
      color: theme.colors.text.primary, fontFamily: theme.typography.fontFamily, fontSize: 14 }}>
      <div style={{ padding: 14, fontSize: 20, fontWeight: 500 }}>{board.title}</div>
      {board.panels.map((panel) => {
        const { x, y, w, h } = panel.gridPos;
        const width = w * column - GAP;
        const height = h * (CELL + GAP) - GAP;
        const Kind = KINDS[panel.type];
        return (
          <div key={panel.id} style={{ position: 'absolute', left: GAP + x * column, top: 48 + y * (CELL + GAP), width, height }}>
            {panel.type === 'row'
              ? <div style={{ padding: '6px 4px', fontSize: 16, fontWeight: 500 }}>{panel.title}</div>
              : <PanelChrome title={panel.title} width={width} height={height}>
                  {(inner, innerHeight) => <Kind panel={panel} width={inner} height={innerHeight} />}
                </PanelChrome>}
          </div>);
      })}
    </div>);
}

createRoot(document.getElementById('board')).render(<Board />);
