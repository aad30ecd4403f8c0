/**
 * What the parts of a statement page look at: the statement, what became of it, and the few readings that they share.
 */
import { html } from 'hono/html';
import { termsOver } from '../domain/pilot/interim.ts';
import { readPeriod } from '../domain/pilot/period.ts';
import { ownValue, readTerms, type Terms } from '../domain/pilot/terms.ts';
import type { SupervisionOverview } from '../domain/record/overview.ts';
import type { Statement } from '../domain/record/statement.ts';
import type { PartyResult, SettledResult } from '../domain/settlement/result.ts';
import { unsignedNumber } from './format.ts';
import { euro, figure, type Markup, named } from './layout.ts';

/** What became of a statement: its hash, who approved it, and whether it was sealed. */
export interface Seal {
  readonly sha256: string;
  readonly sealed: boolean;
  readonly approvedBy: readonly string[];
  /** Of a draft: how its supervision stands at the moment of reading. */
  readonly supervision?: SupervisionOverview;
}

export interface View {
  readonly statement: Statement;
  readonly seal: Seal;
  /** The terms of the period of the statement. */
  readonly terms: Terms;
}

/** A view of a statement that has a result to divide. */
export interface SettledView extends View {
  readonly result: SettledResult;
}

/** Looks at a statement. Terms that cannot be read never reach a statement, so here they are our own mistake. */
export const viewOf = (statement: Statement, seal: Seal): View => {
  const period = readPeriod(statement.period);
  if (period === null) throw new Error(`A statement is about ${statement.period}, which is no period.`);
  const terms = readTerms(termsOver(statement.agreement.terms, period), [], []);
  if (terms === undefined) throw new Error('A statement holds an agreement that cannot be read.');
  return { statement, seal, terms };
};

/** Whether a statement is over a part of the performance period, also when it was made again. */
export const isInterim = ({ statement }: View): boolean => (statement.restates?.of ?? statement.kind) === 'interim';

/** Whether the payments are still only what would be paid: in shadow, and in an interim statement. */
export const isConditional = (view: View): boolean => view.statement.mode === 'shadow' || isInterim(view);

/** Whether a statement has a result: neither incomplete nor refused. */
export const hasResult = ({ statement: { result } }: View): boolean =>
  result.status !== 'incomplete' && result.status !== 'refused';

/** The name of a party as the agreement writes it, as plain text; its identifier where it has none. */
export const partyName = ({ statement }: View, id: string): string =>
  ownValue(statement.agreement.partyNames, id) ?? id;

/** The name of a party on the page. */
export const party = (view: View, id: string): Markup => named(partyName(view, id));

/** The result of a party. A party of the agreement without one is our own mistake. */
export const partyResult = ({ result }: SettledView, id: string): PartyResult => {
  const found = ownValue(result.parties, id);
  if (found === undefined) throw new Error(`The result has no party ${id}.`);
  return found;
};

/** The settled streams in the order of the agreement, each with its result. */
export const streamResults = ({ terms, result }: SettledView) =>
  terms.streams.map(({ name }) => {
    const found = ownValue(result.streams, name);
    if (found === undefined) throw new Error(`The result has no stream ${name}.`);
    return { name, of: found };
  });

/** A field of the result as a signed figure that leads to its line of the worksheet. */
export const fieldFigure = ({ result }: SettledView, field: string, text: string): Markup => {
  const line = ownValue(result.worksheet.fields, field);
  return line === undefined
    ? html`${figure(text)}`
    : html`<a href="#regel-${line}" data-field="${field}">${figure(text)}</a>`;
};

/** A field of the result as a size in euro, for a sentence that says in words which way it goes. */
export const fieldSize = ({ result }: SettledView, field: string, text: string): Markup => {
  const line = ownValue(result.worksheet.fields, field);
  return line === undefined
    ? euro(text)
    : html`<a href="#regel-${line}" data-size-of="${field}" class="amount">€ ${unsignedNumber(text)}</a>`;
};
