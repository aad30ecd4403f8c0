/**
 * Areas by the code that Statistics Netherlands (CBS) gives them: a municipality `GM0917`, a neighbourhood (wijk)
 * `WK091710`, or a part of one (buurt) `BU09171003`. The code of a part begins with the digits of what it lies in.
 */
import * as z from 'zod';

const CODE = /^(?:GM\d{4}|WK\d{6}|BU\d{8})$/;

/** The CBS code of an area, read from untrusted text. */
export const areaCode = z
  .string()
  .regex(CODE, 'Hier hoort een gebiedscode van het CBS: GM en 4 cijfers, WK en 6, of BU en 8. Voorbeeld: WK091710.');

/** Whether an area is another one or lies in it. */
export const liesIn = (inner: string, outer: string): boolean =>
  inner.length >= outer.length && inner.slice(2).startsWith(outer.slice(2));

/** The areas of a cohort: those named, without the parts that are taken out of them. */
export interface Areas {
  readonly areas: readonly string[];
  readonly except: readonly string[];
}

/** The areas of one cohort with people who live in the other cohort too: they would be counted in both. */
export const sharedAreas = (one: Areas, other: Areas): string[] => {
  const out = [...one.except, ...other.except];
  const isShared = (a: string, b: string): boolean => {
    const inner = liesIn(a, b) ? a : b;
    return liesIn(inner, a) && liesIn(inner, b) && !out.some((each) => liesIn(inner, each));
  };
  return one.areas.filter((area) => other.areas.some((each) => isShared(area, each)));
};
