/**
 * Bars beside figures. The bars are for the eye only: each has its name and its figure beside it as text, and the side of
 * the zero line on which it lies says what its colour says.
 */
import { html } from 'hono/html';
import { isNegative } from './format.ts';
import type { Content, Markup } from './layout.ts';

/** One bar: the amount as text gives its length, `figure` is what is printed beside it. */
export interface Bar {
  readonly label: Content;
  readonly amount: string;
  readonly figure: Content;
}

/** The width of the drawing in its own units. Only lengths of bars are numbers; figures stay text. */
const WIDTH = 200;

/** Bars on one scale around a common zero, in the order given. */
export const barChart = (caption: Content, bars: readonly Bar[]): Markup => {
  const lengths = bars.map(({ amount }) => Number(amount));
  const scale = scaleOver(Math.min(0, ...lengths), Math.max(0, ...lengths));
  return html`<figure class="bars"><figcaption>${caption}</figcaption>
<ul>${bars.map((bar) => barRow(bar, scale))}</ul></figure>
`;
};

/** Maps an amount to a place in the drawing. */
type Scale = (amount: number) => number;

const scaleOver =
  (low: number, high: number): Scale =>
  (amount) =>
    high === low ? 0 : ((amount - low) / (high - low)) * WIDTH;

const barRow = ({ label, amount, figure }: Bar, scale: Scale): Markup => {
  const [zero, end] = [scale(0), scale(Number(amount))];
  const [left, width] = [Math.min(zero, end).toFixed(2), Math.abs(end - zero).toFixed(2)];
  return html`<li><span class="bar-label">${label}</span><svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="${isNegative(amount) ? 'below' : 'above'}" x="${left}" y="1" width="${width}" height="8"/><line class="zero" x1="${zero.toFixed(2)}" x2="${zero.toFixed(2)}" y1="0" y2="10"/></svg><span class="bar-figure">${figure}</span></li>
`;
};
