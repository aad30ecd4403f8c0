/** The rules that the clock triggers. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
import type { Send } from './asynchronous.ts';
import type { FunctionPlan, RulePlan } from './deployment.ts';
import { scheduledEvent, targetsOf } from './event-bus.ts';

/** The schedule of the templates. */
export interface Schedule {
  /** Calls every rule once, as the clock would. */
  runOnce(): void;
  /** Stops the clock. */
  close(): void;
}

const dayMilliseconds = 86_400_000;
const longestTimerMilliseconds = 2 ** 31 - 1;

/** The values that a field allows, or undefined for all of them. */
const allowedBy = (field: string, expression: string): readonly number[] | undefined => {
  if (field === '*' || field === '?') return undefined;
  if (/^\d+(,\d+)*$/.test(field)) return field.split(',').map(Number);
  throw new Error(`the field ${field} of ${expression} is not known to the embedded run`);
};

const fieldsOf = (expression: string) => {
  const [, inside] = /^cron\(([^)]*)\)$/.exec(expression) ?? [];
  const fields = inside?.split(' ').map((field) => allowedBy(field, expression)) ?? [];
  if (fields.length !== 6) throw new Error(`${expression} is no schedule that the embedded run knows`);
  const [minutes, hours, days, months, weekdays, years] = fields;
  return { minutes, hours, days, months, weekdays, years };
};

const allows = (allowed: readonly number[] | undefined, value: number): boolean =>
  allowed === undefined || allowed.includes(value);

const isDay = ({ days, months, weekdays, years }: ReturnType<typeof fieldsOf>, day: Date): boolean =>
  allows(days, day.getUTCDate()) &&
  allows(months, day.getUTCMonth() + 1) &&
  // EventBridge counts the days of the week from 1, which is Sunday.
  allows(weekdays, day.getUTCDay() + 1) &&
  allows(years, day.getUTCFullYear());

const momentsOfDay = ({ hours, minutes }: ReturnType<typeof fieldsOf>, midnight: number): readonly number[] => {
  const every = (count: number, allowed: readonly number[] | undefined) =>
    Array.from({ length: count }, (_, value) => value).filter((value) => allows(allowed, value));
  return every(24, hours).flatMap((hour) =>
    every(60, minutes).map((minute) => midnight + (hour * 60 + minute) * 60_000),
  );
};

/** Four years and a day: whatever falls on the 29th of February falls within it. */
const searchDays = 4 * 366;

/**
 * The first moment after `after` that a `cron(…)` expression names, in UTC; undefined when there is none within four years.
 * Knows single values, lists, `*` and `?`; throws on anything else.
 */
export const nextMoment = (expression: string, after: Date): Date | undefined => {
  const fields = fieldsOf(expression);
  const today = after.getTime() - (after.getTime() % dayMilliseconds);
  for (let day = 0; day < searchDays; day += 1) {
    const midnight = today + day * dayMilliseconds;
    if (!isDay(fields, new Date(midnight))) continue;
    const found = momentsOfDay(fields, midnight).find((moment) => moment > after.getTime());
    if (found !== undefined) return new Date(found);
  }
  return undefined;
};

/** Calls `act` at each moment of the expression until the signal says stop. The timer keeps no process alive. */
const keepTime = (expression: string, act: () => void, signal: AbortSignal): void => {
  const due = nextMoment(expression, new Date());
  if (due === undefined) return;
  const arm = (): void => {
    const left = due.getTime() - Date.now();
    const timer = setTimeout(left > 0 ? arm : fire, Math.min(Math.max(left, 0), longestTimerMilliseconds));
    timer.unref();
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  const fire = (): void => {
    act();
    keepTime(expression, act, signal);
  };
  arm();
};

/** Starts the clock for every rule that has a schedule. Throws on a schedule that is not known here. */
export const startSchedule = (rules: readonly RulePlan[], functions: readonly FunctionPlan[], send: Send): Schedule => {
  const stopped = new AbortController();
  const acts = rules.flatMap((rule) => {
    if (rule.schedule === undefined) return [];
    const targets = targetsOf(rule, functions);
    const act = (): void => {
      for (const plan of targets) send(plan, scheduledEvent(rule));
    };
    keepTime(rule.schedule, act, stopped.signal);
    return [act];
  });
  const runOnce = (): void => {
    for (const act of acts) act();
  };
  return { runOnce, close: () => stopped.abort() };
};
