/**
 * The shapes of a form, after the pattern of the GOV.UK design system: what is wrong stands on top, as links, and once
 * more at its field, where a screen reader hears it together with the question.
 */
import { html } from 'hono/html';
import type { Fault } from '../domain/pilot/fault.ts';
import { type Content, list, type Markup } from './layout.ts';

/** A field of a form: the name under which it is sent, its question, and what helps to answer it. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: Content;
}

const faultOf = (faults: readonly Fault[], name: string): string | null =>
  faults.find(({ path }) => path === name)?.message ?? null;

/** What is wrong with a form, each with a link to its field; nothing where nothing is. */
export const problemSummary = (heading: string, faults: readonly Fault[]): Content =>
  faults.length === 0
    ? ''
    : html`<div class="problems" role="alert" aria-labelledby="fouten-kop"><h2 id="fouten-kop">${heading}</h2>
${list(faults.map(({ path, message }) => html`<a href="#${path}">${message}</a>`))}</div>
`;

/** The ids of what describes a field, for `aria-describedby`. */
const described = ({ name, hint }: Field, fault: string | null): string =>
  [...(hint === undefined ? [] : [`${name}-uitleg`]), ...(fault === null ? [] : [`${name}-fout`])].join(' ');

const around = (field: Field, fault: string | null): Markup =>
  html`${
    field.hint === undefined ? '' : html`<p class="hint" id="${field.name}-uitleg">${field.hint}</p>`
  }${fault === null ? '' : html`<p class="wrong" id="${field.name}-fout"><span class="unseen">Fout: </span>${fault}</p>`}`;

/** A group of choices has no value of its own that could be invalid; a field has. */
const groupDescribedBy = (field: Field, fault: string | null): Content => {
  const ids = described(field, fault);
  return ids === '' ? '' : html` aria-describedby="${ids}"`;
};

const describedBy = (field: Field, fault: string | null): Content =>
  html`${groupDescribedBy(field, fault)}${fault === null ? '' : html` aria-invalid="true"`}`;

const classOf = (fault: string | null): string => (fault === null ? 'field' : 'field has-problem');

/** A field with one line of text, or a date. */
export const textField = (
  field: Field & { readonly type: 'text' | 'date'; readonly value: string },
  faults: readonly Fault[],
): Markup => {
  const fault = faultOf(faults, field.name);
  return html`<div class="${classOf(fault)}"><label for="${field.name}">${field.label}</label>
${around(field, fault)}<input type="${field.type}" id="${field.name}" name="${field.name}" value="${field.value}" autocomplete="off" spellcheck="false"${describedBy(field, fault)}>
</div>
`;
};

/** One of several answers: its value, its words. */
export type Choice = readonly [value: string, words: string];

/** A question with one answer of a few, all in sight. */
export const radioField = (
  field: Field & { readonly value: string; readonly choices: readonly Choice[] },
  faults: readonly Fault[],
): Markup => {
  const fault = faultOf(faults, field.name);
  return html`<fieldset class="${classOf(fault)}"${groupDescribedBy(field, fault)}><legend>${field.label}</legend>
${around(field, fault)}${field.choices.map(
  ([value, words], place) =>
    html`<div class="choice"><input type="radio" id="${place === 0 ? field.name : `${field.name}-${place + 1}`}" name="${field.name}" value="${value}"${value === field.value ? html` checked` : ''}><label for="${place === 0 ? field.name : `${field.name}-${place + 1}`}">${words}</label></div>
`,
)}</fieldset>
`;
};

/** A question with one answer of several in a list. */
export const selectField = (
  field: Field & { readonly value: string; readonly choices: readonly Choice[] },
  faults: readonly Fault[],
): Markup => {
  const fault = faultOf(faults, field.name);
  return html`<div class="${classOf(fault)}"><label for="${field.name}">${field.label}</label>
${around(field, fault)}<select id="${field.name}" name="${field.name}"${describedBy(field, fault)}>${field.choices.map(
    ([value, words]) => html`<option value="${value}"${value === field.value ? html` selected` : ''}>${words}</option>`,
  )}</select>
</div>
`;
};

/** A yes or no. */
export const checkField = (field: Field & { readonly value: boolean }): Markup =>
  html`<div class="field"><div class="choice"><input type="checkbox" id="${field.name}" name="${field.name}" value="ja"${field.value ? html` checked` : ''}${describedBy(field, null)}><label for="${field.name}">${field.label}</label></div>
${around(field, null)}</div>
`;

/** A value that is sent along unseen. */
export const hiddenField = (name: string, value: string): Markup =>
  html`<input type="hidden" name="${name}" value="${value}">
`;
