/**
 * Why a supplier says that what is not plausible is right, in a list: on the receipt of a delivery and on every statement
 * that rests on it.
 */
import { html } from 'hono/html';
import type { Explanation } from '../domain/delivery/check/plausibility.ts';
import { type Content, list, type Markup, named } from './layout.ts';

/** The reasons, each with what it is for and where that is. */
export const explanationList = (explained: readonly Explanation[]): Content => list(explained.map(explanation));

const explanation = ({ code, reason, findingCount, places, message }: Explanation): Markup => {
  const lines = places.flatMap(({ line }) => line ?? []);
  const where = lines.length === 0 ? '' : `, ${lines.length === 1 ? 'regel' : 'regels'} ${lines.join(', ')}`;
  const more = findingCount > lines.length && lines.length > 0 ? ' en verder' : '';
  return html`<strong>${named(reason)}</strong> (${findingCount === 1 ? '1 bevinding' : `${findingCount} bevindingen`}${where}${more}; <code>${code}</code>)<br>${named(message)}`;
};
