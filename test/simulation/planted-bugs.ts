/**
 * Bugs to plant in the product while it is bundled for the simulator, each a replacement of a short text that stands in the
 * sources exactly once. Every one of them must be found by an invariant within some seeds.
 */
import type { Edit } from './product.ts';

/** A bug: what it is, in words, and the replacements that make it. */
export interface PlantedBug {
  readonly name: string;
  readonly edits: readonly Edit[];
}

const bug = (name: string, ...edits: readonly (readonly [find: string, put: string])[]): PlantedBug => ({
  name,
  edits: edits.map(([find, put]) => ({ find, put })),
});

/** What is planted, by the part of the product that it breaks. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  // The record.
  bug('an event is appended without its condition', [
    `Item: { pk: { S: pilotKey(pilot) }, sk: { S: eventKey(event.sequence) }, event: { S: canonicalText(event) } },
  ConditionExpression: 'attribute_not_exists(pk)',`,
    `Item: { pk: { S: pilotKey(pilot) }, sk: { S: eventKey(event.sequence) }, event: { S: canonicalText(event) } },`,
  ]),
  bug('a lost place counts as taken', [
    `await client.send(new PutItemCommand(eventPut(table, pilot, event)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;`,
    `await client.send(new PutItemCommand(eventPut(table, pilot, event)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return true;`,
  ]),
  bug('the loser does not read again', [
    'chain = await readUpTo(events, pilot, chain, event.sequence);',
    'chain = [...chain];',
  ]),
  bug('the own event is not known again after a lost answer', [
    'if (isOurs(chain, event)) return chain.slice(0, event.sequence);',
    '',
  ]),
  bug('what was read before is never read again', [
    'const chain = await record.read(pilot, remembered.length > before.length ? remembered : before);',
    'const chain = before.length === 0 && remembered.length > 0 ? [...remembered] : await record.read(pilot, before);',
  ]),
  bug('only the first page of the record is read', ['} while (next !== undefined);', '} while (false);']),
  bug('the record is read without asking for the newest', [
    "{ ':after': { S: after } }) },\n    ConsistentRead: true,",
    "{ ':after': { S: after } }) },",
  ]),
  bug('an event names the first event and not the one before it', [
    "previous: last === undefined ? '' : eventHash(last, hash)",
    "previous: last === undefined ? '' : eventHash(chain[0] ?? last, hash)",
  ]),
  bug('an event is known an hour too early', [
    'const known = now().toISOString();',
    'const known = new Date(now().getTime() - 3_600_000).toISOString();',
  ]),
  bug('a locked object can be written over', ["{ ...object, IfNoneMatch: '*' }", '{ ...object }']),
  // Taking in.
  bug('an upload that comes twice is decided on twice', [
    'return taken !== undefined && !(upload.isCorrection && isCorrected(state, taken));',
    'return false;',
  ]),
  bug('a refusal is recorded as often as it comes', [
    'if (before.some((each) => isSameUpload(each, upload) && each.refusal === refusal)) return null;',
    '',
  ]),
  bug('a correction counts without being confirmed', [
    "if (superseded.length === 0) return { type: 'deliveryAccepted', delivery };",
    "if (superseded.length >= 0) return { type: 'deliveryAccepted', delivery };",
  ]),
  bug('a file is kept after the record says that it counts', [
    'const isKept = state !== null && (await keep(ports, state, upload, source, { reading, shown }));',
    'const isKept = true;',
  ]),
  bug('what was explained is not read once more', [
    'await announceAgain(ports, held);\n  return null;',
    'return null;',
  ]),
  bug('what was found in a file with personal data is kept', [
    'if (codes[PERSONAL_DATA] !== undefined || findings',
    'if (findings',
  ]),
  bug('what is due is not started after a delivery', [
    "await startWhatIsDue(ports, pilot, chain);\n  return { outcome: 'taken in' };",
    "return { outcome: 'taken in' };",
  ]),
  bug('a file with personal data is not removed', ['await incoming.remove(key);', '']),
  bug('a file with personal data is refused like any other', [
    'if (codes[PERSONAL_DATA] !== undefined) return PERSONAL_DATA;',
    '',
  ]),
  bug('a delivery names the party as its person', [
    "person: upload.person, role: 'analyst'",
    "person: upload.party, role: 'analyst'",
  ]),
  // Drafting.
  bug('what was superseded counts', ['valuationDate >= best.valuationDate', 'valuationDate > best.valuationDate']),
  bug('a draft is recorded whether it is still wanted or not', [
    '(isWanted(now, slot, due, ports.hash) ? change : null)',
    'change',
  ]),
  bug('a statement is recorded before it is kept', [
    'await ports.statements.putOnce(statementKey(pilot, sha256)',
    'void ports.statements.putOnce(statementKey(pilot, sha256)',
  ]),
  bug('what all approved is drafted anew before its seal', [
    'latest.sealed === null && isApproved(state, latest)) return null;',
    'latest.sealed === null && isApproved(state, latest)) void 0;',
  ]),
  bug('nobody waits for what lacks', ['deadline <= today &&', '']),
  bug('the tolerance is ignored', ['toleratedChange(state, sealed, statement, due) ??', 'null ??']),
  bug('every correction is within the tolerance', [
    'compare(largest, printedAmount(tolerance)) < 0',
    'compare(largest, printedAmount(tolerance)) !== 0',
  ]),
  bug('the nightly schedule waits for what is overdue', [
    'workflow.start({ pilot, overdue: true })',
    'workflow.start({ pilot, overdue: false })',
  ]),
  // Money.
  bug('a transfer has the wrong sign', [
    "'transfer', of, [at(received, place), at(paid, place)]",
    "'transfer', of, [at(paid, place), at(received, place)]",
  ]),
  bug('the cent that remains goes to whoever stands last', [
    '-sign(subtract(a.part, b.part)) || a.place - b.place',
    '-sign(subtract(a.part, b.part)) || b.place - a.place',
  ]),
  bug('what was not repaid is not carried on', [
    "if (carryForward.investments && investment === 'first')",
    "if (carryForward.investments && investment === 'none')",
  ]),
  bug('what was moved before is moved once more', [
    'const earlier = ofPerformance(ledger, of.performance).map(({ movement }) => movement);',
    'const earlier = [];',
  ]),
  bug('a balance is rounded twice on its way into the ledger', [
    'printedAmount(transfer), { version: version.name, field }',
    "printedAmount(transfer.replace(/\\.\\d\\d$/, '.00')), { version: version.name, field }",
  ]),
  // Payments.
  bug('an order may be confirmed twice', ["if (standing.step === 'paid')", 'if (false)']),
  bug('an order that was taken up may be confirmed', ["if (standing.step === 'superseded')", 'if (false)']),
  bug('what is still open is forgotten when a statement orders anew', [
    'const netted = [...orders.filter(isTakenUp), ...movement.payments];',
    'const netted = [...movement.payments];',
  ]),
  bug('a payment of long ago counts for no order', [
    'return withPaid(orders, paidBefore(ledger.events.length));',
    'return orders;',
  ]),
  // Supervision.
  bug('who delivered may approve', ['    didNotDeliver,\n    isReviewed,', '    isReviewed,']),
  bug('who reviewed may approve', ['    isReviewedByAnother,\n', '']),
  bug('nobody has to review', ['    isReviewed,\n    isReviewedByAnother,\n', '']),
  bug('a party may approve twice', ['    hasNotApproved,\n', '']),
  bug('an objection holds up nothing', ['    isUnopposed,\n  ],', '  ],']),
  bug('an approval that was withdrawn stands', [
    'approvals: progress.approvals.filter(({ party }) => party !== by.party)',
    'approvals: progress.approvals',
  ]),
  bug('the newest statement is approved, whichever was named', [
    'const found = state.statements.find(({ statement }) => statement === named);',
    'const found = state.statements.at(-1);',
  ]),
  bug('what is due is not started after the last approval', [
    'await startWhatIsDue(ports, pilot, chain);\n    return { approved: statement };',
    'return { approved: statement };',
  ]),
  // Sealing.
  bug('one approval is enough to seal', [
    'approvers.every((party) => approvals.some((approval) => approval.party === party))',
    'approvers.some((party) => approvals.some((approval) => approval.party === party))',
  ]),
  bug('a seal is recorded as often as it is made', [
    '(readyToSeal(now, statement) === undefined ? null : change)',
    'change',
  ]),
  bug('a checkpoint is signed anew and the one that was written forgotten', [
    'return isNew ? text :',
    'return true ? text :',
  ]),
];
