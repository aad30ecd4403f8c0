/**
 * The drawings of an evaluation, as SVG without script. Each is one image with a name and a description in words, and
 * stands above a table with the same figures: `data-figure` on a mark is the text of the cell that it draws.
 *
 * Labels inside a drawing are few and short, so that they can be large on a narrow screen; names in full are in the table.
 */
import { html } from 'hono/html';
import { signedNumber, visibleText } from './format.ts';
import type { Content, Markup } from './layout.ts';

/** What a drawing is called and what it shows in words; `id` makes its parts findable and is unique on the page. */
export interface ChartText {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A figure in a drawing: where it lies, its limits where it has any, and how the table writes it. */
export interface Mark {
  readonly label: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly figure: string;
}

/** The width of every drawing in its own units. */
const WIDTH = 640;
const SIDE = 12;
const ROW = 54;
const AXIS = 44;
const LONGEST_LABEL = 44;

/** A drawing under its name, with the table of its figures beneath. */
export const chartWithTable = ({ title }: ChartText, chart: Markup, table: Markup): Markup =>
  html`<figure class="chart"><figcaption>${visibleText(title)}</figcaption>
${chart}
${table}</figure>
`;

const drawing = ({ id, title, description }: ChartText, height: number, content: Content): Markup =>
  html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-titel" aria-describedby="${id}-tekst"><title id="${id}-titel">${visibleText(title)}</title><desc id="${id}-tekst">${visibleText(description)}</desc>
${content}</svg>`;

/** Maps a figure to a place in the drawing, and knows the round figures along it. */
interface Scale {
  readonly place: (value: number) => string;
  readonly ticks: readonly number[];
  readonly step: number;
}

const MOST_TICKS = 5;

/** Figures that lie no further apart are one figure: what differs is rounding. */
const FLAT = 1e-6;

/** 1, 2 or 5 times a power of ten, so that few ticks cover the span. */
const roundStep = (span: number, most: number): number => {
  const power = 10 ** Math.floor(Math.log10(span / most));
  return power * ([1, 2, 5].find((times) => span / (times * power) <= most) ?? 10);
};

/** A scale from one place to another that holds all figures, and zero or another line that they are held against. */
const scaleOver = (figures: readonly number[], held: number, from: number, to: number): Scale => {
  const [least, most] = [Math.min(held, ...figures), Math.max(held, ...figures)];
  const room = most - least > FLAT ? 0 : 1;
  const step = roundStep(most - least + 2 * room, MOST_TICKS);
  const [low, high] = [Math.floor((least - room) / step), Math.ceil((most + room) / step)];
  return {
    place: (value) => (from + ((value / step - low) / (high - low)) * (to - from)).toFixed(1),
    ticks: Array.from({ length: high - low + 1 }, (_, each) => (low + each) * step),
    step,
  };
};

const tickText = (value: number, step: number): string =>
  signedNumber(value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));

const shortened = (label: string): string => {
  const text = visibleText(label);
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 1)}…`;
};

const figuresOf = (marks: readonly Mark[]): number[] =>
  marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);

const valueAxis = (scale: Scale, held: number, bottom: number): Markup => {
  const { place, ticks, step } = scale;
  return html`${ticks.map((tick) => html`<line class="grid" x1="${place(tick)}" x2="${place(tick)}" y1="0" y2="${bottom}"/>`)}<line class="zero" x1="${place(held)}" x2="${place(held)}" y1="0" y2="${bottom}"/>
${ticks.map((tick, nth) => (hasRoom(tick, nth, scale, held) ? html`<text x="${place(tick)}" y="${bottom + 28}" text-anchor="${anchorAt(nth, ticks.length)}">${tickText(tick, step)}</text>` : ''))}
`;
};

/** What a large figure takes in on a narrow screen. */
const LABEL_ROOM = 170;

/** The line that all is held against has a label, and the ends of the scale where that leaves them room. */
const hasRoom = (tick: number, nth: number, { place, ticks, step }: Scale, held: number): boolean => {
  if (Math.abs(tick - held) < step / 2) return true;
  const isEnd = nth === 0 || nth === ticks.length - 1;
  return isEnd && Math.abs(Number(place(tick)) - Number(place(held))) >= LABEL_ROOM;
};

const anchorAt = (nth: number, count: number): string => (nth === 0 ? 'start' : nth === count - 1 ? 'end' : 'middle');

/** Figures below each other, each a dot with its interval, held against one line. Without an interval the dot is open. */
export const intervalChart = (text: ChartText, marks: readonly Mark[], held = 0): Markup => {
  const scale = scaleOver(figuresOf(marks), held, SIDE, WIDTH - SIDE);
  const bottom = marks.length * ROW;
  const rows = marks.map((mark, nth) => intervalRow(mark, nth * ROW, scale));
  return drawing(text, bottom + AXIS, html`${valueAxis(scale, held, bottom)}${rows}`);
};

const intervalRow = ({ label, value, low, high, figure }: Mark, top: number, { place }: Scale): Markup => {
  const middle = top + 40;
  const whiskers =
    low === null || high === null
      ? ''
      : html`<line class="whisker" x1="${place(low)}" x2="${place(high)}" y1="${middle}" y2="${middle}"/>`;
  const kind = low === null ? 'dot open' : 'dot';
  return html`<text x="${SIDE}" y="${top + 22}">${shortened(label)}</text>${whiskers}<circle class="${kind}" cx="${place(value)}" cy="${middle}" r="6" data-figure="${figure}"/>
`;
};

/** Figures below each other, each a bar to the left or right of zero. */
export const barsChart = (text: ChartText, marks: readonly Mark[]): Markup => {
  const scale = scaleOver(figuresOf(marks), 0, SIDE, WIDTH - SIDE);
  const bottom = marks.length * ROW;
  const rows = marks.map((mark, nth) => barRow(mark, nth * ROW, scale));
  return drawing(text, bottom + AXIS, html`${valueAxis(scale, 0, bottom)}${rows}`);
};

const barRow = ({ label, value, figure }: Mark, top: number, { place }: Scale): Markup => {
  const [left, right] = [Math.min(0, value), Math.max(0, value)].map((end) => Number(place(end)));
  const width = ((right ?? 0) - (left ?? 0)).toFixed(1);
  return html`<text x="${SIDE}" y="${top + 22}">${shortened(label)}</text><rect class="${value < 0 ? 'below' : 'above'}" x="${(left ?? 0).toFixed(1)}" y="${top + 30}" width="${width}" height="18" data-figure="${figure}"/>
`;
};

const LEFT = 96;
const TOP = 12;
const HEIGHT = 280;

const heightAxis = ({ place, ticks, step }: Scale): Markup =>
  html`${ticks.map((tick) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - SIDE}" y1="${place(tick)}" y2="${place(tick)}"/><text x="${LEFT - 8}" y="${place(tick)}" dy="5" text-anchor="end">${tickText(tick, step)}</text>`)}
`;

/**
 * Figures along time as a line, with a band where they have intervals. Dashes mark the start, at the place of the first
 * period after it.
 */
export const lineChart = (text: ChartText, marks: readonly Mark[], start: number): Markup => {
  const scale = scaleOver(figuresOf(marks), 0, HEIGHT, TOP);
  const across = (nth: number): string =>
    (LEFT + 10 + (nth / Math.max(1, marks.length - 1)) * (WIDTH - SIDE - LEFT - 20)).toFixed(1);
  const path = marks.map(({ value }, nth) => `${across(nth)},${scale.place(value)}`).join(' ');
  const dots = marks.map(
    ({ value, low, figure }, nth) =>
      html`<circle class="${low === null ? 'dot open' : 'dot'}" cx="${across(nth)}" cy="${scale.place(value)}" r="5" data-figure="${figure}"/>`,
  );
  const begin = ((Number(across(start - 1)) + Number(across(start))) / 2).toFixed(1);
  return drawing(
    text,
    HEIGHT + AXIS,
    html`${heightAxis(scale)}${band(marks, scale, across)}<line class="zero" x1="${LEFT}" x2="${WIDTH - SIDE}" y1="${scale.place(0)}" y2="${scale.place(0)}"/><line class="start" x1="${begin}" x2="${begin}" y1="${TOP}" y2="${HEIGHT}"/><polyline class="path" points="${path}"/>${dots}
${timeLabels(marks, start, across)}`,
  );
};

const band = (marks: readonly Mark[], { place }: Scale, across: (nth: number) => string): Content => {
  if (marks.some(({ low, high }) => low === null || high === null)) return '';
  const upper = marks.map(({ high }, nth) => `${across(nth)},${place(high ?? 0)}`);
  const lower = marks.map(({ low }, nth) => `${across(nth)},${place(low ?? 0)}`).reverse();
  return html`<polygon class="band" points="${[...upper, ...lower].join(' ')}"/>`;
};

/** First, start and last only: between them there is no room on a narrow screen. */
const timeLabels = (marks: readonly Mark[], start: number, across: (nth: number) => string): Content[] =>
  [...new Set([0, start, marks.length - 1])].map((nth, place, all) => {
    const anchor = all.length === 1 ? 'middle' : anchorAt(place, all.length);
    return html`<text x="${across(nth)}" y="${HEIGHT + 30}" text-anchor="${anchor}">${shortened(marks[nth]?.label ?? '')}</text>`;
  });

/** How many figures lie from `from` up to `to`. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly holdsOwn: boolean;
}

const MOST_BINS = 14;

/** Counts figures in bins of one round width that also hold the pilot's own. */
export const binsOf = (figures: readonly number[], own: number): Bin[] => {
  const all = [own, ...figures];
  const span = Math.max(...all) - Math.min(...all);
  const step = roundStep(span > FLAT ? span : 1, MOST_BINS);
  const placeOf = (value: number): number => Math.floor(value / step);
  const places = all.map(placeOf);
  const first = Math.min(...places);
  return Array.from({ length: Math.max(...places) - first + 1 }, (_, nth) => ({
    from: (first + nth) * step,
    to: (first + nth + 1) * step,
    count: figures.filter((value) => placeOf(value) === first + nth).length,
    holdsOwn: placeOf(own) === first + nth,
  }));
};

/** Counts as columns, with the pilot's own figure as a line through them. */
export const histogram = (text: ChartText, bins: readonly Bin[], own: number): Markup => {
  const counts = bins.map(({ count }) => count);
  const heights = scaleOver([...counts, MOST_TICKS], 0, HEIGHT, TOP);
  const [low, high] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const across = (value: number): number => LEFT + ((value - low) / (high - low)) * (WIDTH - SIDE - LEFT);
  const columns = bins.map(({ from, to, count }) => {
    const [left, top] = [across(from), Number(heights.place(count))];
    return html`<rect class="above" x="${(left + 1).toFixed(1)}" y="${top.toFixed(1)}" width="${(across(to) - left - 2).toFixed(1)}" height="${(HEIGHT - top).toFixed(1)}" data-figure="${count}"/>`;
  });
  const step = (bins[0]?.to ?? 1) - low;
  const place = across(own).toFixed(1);
  return drawing(
    text,
    HEIGHT + AXIS,
    html`${heightAxis(heights)}${columns}<line class="own" x1="${place}" x2="${place}" y1="0" y2="${HEIGHT}"/>
<text x="${LEFT}" y="${HEIGHT + 30}" text-anchor="start">${tickText(low, step)}</text><text x="${WIDTH - SIDE}" y="${HEIGHT + 30}" text-anchor="end">${tickText(high, step)}</text>`,
  );
};
