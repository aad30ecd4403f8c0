/**
 * What was known at an earlier moment: the events until then, and with them every projection as it was.
 */
import * as z from 'zod';
import { calendarDate } from '../pilot/date.ts';
import type { PilotEvent } from './event.ts';

const moment = z.union([calendarDate.transform((date) => `${date}T23:59:59.999Z`), z.iso.datetime()]);

/** Reads a moment in UTC, such as `2025-08-01T09:00:00.000Z`; a date means the end of that day. `null` for any other text. */
export const readMoment = (text: string): string | null => moment.safeParse(text).data ?? null;

/**
 * The events that were known at a moment. Events keep their order: the first one that was not known yet ends what was
 * known, whatever comes after it.
 */
export const knownAt = (chain: readonly PilotEvent[], at: string): readonly PilotEvent[] => {
  const end = chain.findIndex(({ known }) => Date.parse(known) > Date.parse(at));
  return end < 0 ? chain : chain.slice(0, end);
};
