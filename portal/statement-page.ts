/**
 * The statement as one page of HTML that stands alone: for the boards that approve it and the controllers who recompute
 * it. The same statement gives the same bytes; the page knows no clock and no reader.
 */
import type { Statement } from '../domain/record/statement.ts';
import { agreementMemoSections } from './agreement-memo.ts';
import { deliveriesSection } from './deliveries.ts';
import { glossarySection } from './glossary.ts';
import { inShort } from './in-short.ts';
import { pageText, type Section } from './layout.ts';
import { incompleteSection, memoSections, refusedSection } from './not-settled.ts';
import { partiesSection, paymentsSection, streamsSection } from './outcome-tables.ts';
import { changeSection, outlookSection } from './outlook.ts';
import { populationSection } from './population.ts';
import { restatementSections } from './restatement.ts';
import { statementHead, statementTitle } from './statement-head.ts';
import { type Seal, type View, viewOf } from './statement-view.ts';
import { supervisionSections } from './supervision.ts';
import { worksheetSection } from './worksheet-table.ts';

/** The page of a statement. `seal` says what became of it: its hash, who approved it, and whether it was sealed. */
export const statementPage = (statement: Statement, seal: Seal): string => {
  const view = viewOf(statement, seal);
  return pageText({
    title: `${statementTitle(view)} – ${statement.pilot.name}`,
    fingerprint: seal.sha256,
    ...(statement.mode === 'shadow' ? { everySheet: 'Schaduwafrekening: er wordt niets betaald' } : {}),
    head: statementHead(view),
    sections: sectionsOf(view),
  });
};

const sectionsOf = (view: View): Section[] => {
  const { result } = view.statement;
  const closing = [populationSection(view), deliveriesSection(view), glossarySection(view)];
  const supervision = supervisionSections(view);
  if (result.status === 'refused') return [refusedSection(result), ...supervision, ...closing];
  if (result.status === 'incomplete')
    return [incompleteSection(view, result), ...supervision, ...memoSections(view), changeSection(view), ...closing];
  const settled = { ...view, result };
  return [
    inShort(settled),
    ...restatementSections(view),
    ...supervision,
    paymentsSection(settled),
    streamsSection(settled),
    partiesSection(settled),
    outlookSection(settled),
    changeSection(view),
    ...memoSections(view),
    ...agreementMemoSections(view),
    worksheetSection(settled),
    ...closing,
  ];
};
