/**
 * The pages on which an analyst delivers a file: first what it is, then the file itself, which the browser sends straight
 * to the bucket. Both work without script; the fingerprint of the file is then filled in by hand.
 */
import { html } from 'hono/html';
import { titleOf } from '../domain/delivery/template/csvw.ts';
import { DELIVERY_KINDS, type DeliveryKind } from '../domain/delivery/template/template.ts';
import type { Fault } from '../domain/pilot/fault.ts';
import { checkField, hiddenField, problemSummary, radioField, selectField, textField } from './form.ts';
import { longDate, shortHash } from './format.ts';
import { descriptions, list, type Markup, type PageScript, pageText, pilotLine } from './layout.ts';

/** What stands in the form: nothing at first, and what was sent where something was wrong with it. */
export interface UploadValues {
  readonly kind: string;
  readonly valuationDate: string;
  readonly sha256: string;
  readonly sizeBytes: string;
  readonly correction: boolean;
  readonly decimal: string;
  readonly unit: string;
}

/** An empty form. */
export const NO_VALUES: UploadValues = {
  kind: '',
  valuationDate: '',
  sha256: '',
  sizeBytes: '',
  correction: false,
  decimal: '',
  unit: '',
};

/** Where the form is sent to. */
export interface UploadForm {
  readonly pilot: { readonly id: string; readonly name: string };
  /** The kinds of delivery that are taken in. */
  readonly kinds: readonly DeliveryKind[];
  readonly values: UploadValues;
  readonly faults: readonly Fault[];
  readonly script: PageScript;
}

const path = (pilot: string): string => `/pilots/${encodeURIComponent(pilot)}`;

/** The page that asks what is delivered. */
export const uploadPage = ({ pilot, kinds, values, faults, script }: UploadForm): string =>
  pageText({
    title: `${faults.length > 0 ? 'Fout: ' : ''}Aanleveren – ${pilot.name}`,
    fingerprint: '',
    formTargets: ["'self'"],
    script,
    head: html`<header>${pilotLine(pilot)}<h1>Een bestand aanleveren</h1></header>`,
    sections: [
      {
        id: 'aanleveren',
        heading: 'Wat u aanlevert',
        content: html`${problemSummary('Dit formulier is nog niet goed ingevuld', faults)}${uploadForm(pilot.id, kinds, values, faults)}`,
      },
      { id: 'sjablonen', heading: 'Sjablonen', content: downloads() },
    ],
  });

const uploadForm = (
  pilot: string,
  kinds: readonly DeliveryKind[],
  values: UploadValues,
  faults: readonly Fault[],
): Markup =>
  html`<form method="post" action="${path(pilot)}/upload" novalidate>
${radioField({ name: 'kind', label: 'Soort aanlevering', value: values.kind, choices: kinds.map((kind) => [kind, titleOf(kind)]) }, faults)}${textField({ name: 'valuationDate', label: 'Stand per', hint: 'De datum waarop de cijfers staan.', type: 'date', value: values.valuationDate }, faults)}${checkField({ name: 'correction', label: 'Dit is een correctie', hint: 'U ziet eerst per zorgsoort wat er verandert; daarna bevestigt u.', value: values.correction })}${textField({ name: 'sha256', label: 'Kenmerk van het bestand (SHA-256)', hint: html`Windows: <code>certutil -hashfile BESTAND SHA256</code>. Mac en Linux: <code>shasum -a 256 BESTAND</code>.`, type: 'text', value: values.sha256 }, faults)}${textField({ name: 'sizeBytes', label: 'Grootte in bytes', hint: 'Alleen cijfers.', type: 'text', value: values.sizeBytes }, faults)}${selectField(
  {
    name: 'decimal',
    label: 'Decimaalteken',
    hint: 'Alleen nodig als het bestand het niet laat zien.',
    value: values.decimal,
    choices: [
      ['', 'volgt uit het bestand'],
      [',', 'komma'],
      ['.', 'punt'],
    ],
  },
  faults,
)}${selectField(
  {
    name: 'unit',
    label: 'Bedragen staan in',
    value: values.unit,
    choices: [
      ['', 'euro'],
      ['cent', 'centen'],
      ['thousandEuro', 'duizenden euro'],
    ],
  },
  faults,
)}<button type="submit">Verder</button>
</form>
`;

const FORMATS = [
  ['xlsx', 'Excel, leeg', ''],
  ['xlsx', 'Excel, met voorbeeld', '&example=ja'],
  ['csv', 'CSV, leeg', ''],
  ['csv', 'CSV, met voorbeeld', '&example=ja'],
  ['csvw', 'metadata (CSVW)', ''],
  ['guide', 'uitleg per veld', ''],
] as const;

const downloads = (): Markup =>
  html`${DELIVERY_KINDS.map(
    (kind) => html`<h3>${titleOf(kind)}</h3>
${list(FORMATS.map(([format, words, more]) => html`<a href="/templates/${kind}?format=${format}${more}">${titleOf(kind)}: ${words}</a>`))}`,
  )}`;

/** What an analyst announced, and the form with which the browser may send exactly that file. */
export interface SendForm {
  readonly pilot: { readonly id: string; readonly name: string };
  readonly kind: DeliveryKind;
  readonly valuationDate: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly minutes: number;
}

/** The page that sends the file. The bucket refuses any other bytes, and leads back to the findings. */
export const sendPage = (send: SendForm): string =>
  pageText({
    title: `Bestand versturen – ${send.pilot.name}`,
    fingerprint: '',
    formTargets: ["'self'", new URL(send.url).origin],
    head: html`<header>${pilotLine(send.pilot)}<h1>Het bestand versturen</h1></header>`,
    sections: [
      {
        id: 'versturen',
        heading: 'Kies hetzelfde bestand en verstuur het',
        content: html`${descriptions([
          ['Soort', titleOf(send.kind)],
          ['Stand per', longDate(send.valuationDate)],
          ['Kenmerk', html`<code>${shortHash(send.sha256)}…</code>`],
          ['Grootte', `${send.sizeBytes} bytes`],
        ])}<form method="post" action="${send.url}" enctype="multipart/form-data">
${Object.entries(send.fields).map(([name, value]) => hiddenField(name, value))}<div class="field"><label for="file">Bestand</label>
<p class="hint" id="file-uitleg">Alleen het bestand met dit kenmerk wordt aangenomen, tot ${send.minutes} minuten na nu.</p>
<input type="file" id="file" name="file" required aria-describedby="file-uitleg"></div>
<button type="submit">Versturen</button>
</form>
`,
      },
    ],
  });
