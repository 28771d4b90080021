// Two small charts, drawn with shapes of SVG: the newest second is at the right.
const NS = "http://www.w3.org/2000/svg";
const WIDTH = 480;
const HEIGHT = 110;
const SECONDS = 120;
const GRID = `M0 .5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - .5}H${WIDTH}`;

/** Bars: what was answered, then what was shed or failed, then what was refused, one on the other. Gives back the top of the scale. */
export function bars(svg, seconds) {
  const top = niceTop(Math.max(1, ...seconds.requests));
  path(svg, "base").setAttribute("d", GRID);
  const shapes = ["passed", "shed", "refused"].map(name => path(svg, name));
  const lines = ["", "", ""];
  const width = WIDTH / SECONDS;
  seconds.requests.forEach((all, i) => {
    const x = WIDTH - (seconds.requests.length - i) * width;
    const bad = seconds.shed[i] + seconds.failed[i];
    const parts = [Math.max(0, all - bad - seconds.refused[i]), bad, seconds.refused[i]];
    let y = HEIGHT;
    parts.forEach((part, n) => {
      const height = part / top * HEIGHT;
      if (height > 0) {
        lines[n] += `M${x.toFixed(1)} ${y.toFixed(1)}h${(width - .6).toFixed(1)}v${(-height).toFixed(1)}h${(.6 - width).toFixed(1)}z`;
        y -= height;
      }
    });
  });
  shapes.forEach((shape, n) => shape.setAttribute("d", lines[n]));
  return top;
}

/** Lines: half of the visitors, and 95 of 100. Gives back the top of the scale, in seconds. */
export function lines(svg, seconds) {
  const top = niceTop(Math.max(.01, ...seconds.p95));
  path(svg, "base").setAttribute("d", GRID);
  for (const [name, values] of [["half", seconds.p50], ["most", seconds.p95]]) {
    let line = "";
    values.forEach((value, i) => {
      const x = WIDTH - (values.length - 1 - i) * WIDTH / SECONDS;
      line += `${line ? "L" : "M"}${x.toFixed(1)} ${(HEIGHT - 1 - value / top * (HEIGHT - 4)).toFixed(1)}`;
    });
    path(svg, name).setAttribute("d", line);
  }
  return top;
}

function path(svg, name) {
  let shape = svg.querySelector("." + name);
  if (!shape) {
    shape = document.createElementNS(NS, "path");
    shape.setAttribute("class", name);
    svg.append(shape);
  }
  return shape;
}

function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value * .999);
}
