/**
 * Our templates as downloads: blank or with an example, as workbook or delimited text, their metadata and their field guide.
 */
import { templateCsvw } from '../domain/delivery/template/csvw.ts';
import { DELIVERY_KINDS } from '../domain/delivery/template/template.ts';
import { templateCsv, templateXlsx } from '../domain/delivery/template/template-files.ts';
import { zipOf } from '../domain/record/zip.ts';
import { fieldGuidePage } from '../portal/field-guide-page.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A file to download, or a page to look at; a page has no name. */
export interface TemplateFile {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly fileName: string | null;
}

const FORMATS = ['csv', 'xlsx', 'csvw', 'guide'] as const;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A template of a kind in a format; blank unless `example` says `ja`. */
export const readTemplate = (
  kindText: string,
  formatText: string | undefined,
  example: string | undefined,
): TemplateFile | Refusal => {
  const kind = DELIVERY_KINDS.find((each) => each === kindText);
  const format = FORMATS.find((each) => each === (formatText ?? 'xlsx'));
  if (kind === undefined || format === undefined)
    return refuse(
      'template_must_exist',
      `De sjablonen zijn ${DELIVERY_KINDS.join(', ')}, elk als ${FORMATS.join(', ')}.`,
    );
  const filling = example === 'ja' ? 'example' : 'blank';
  const name = `${kind}${filling === 'example' ? '-voorbeeld' : ''}`;
  const text = (contents: string): Uint8Array => new TextEncoder().encode(contents);
  switch (format) {
    case 'csv':
      return {
        contentType: 'text/csv; charset=utf-8',
        bytes: text(templateCsv(kind, filling)),
        fileName: `${name}.csv`,
      };
    case 'xlsx':
      return { contentType: XLSX, bytes: templateXlsx(kind, filling, zipOf), fileName: `${name}.xlsx` };
    case 'csvw':
      return {
        contentType: 'application/csvm+json',
        bytes: text(templateCsvw(kind)),
        fileName: `${kind}.csv-metadata.json`,
      };
    case 'guide':
      return { contentType: 'text/html; charset=utf-8', bytes: text(fieldGuidePage(kind)), fileName: null };
  }
};
