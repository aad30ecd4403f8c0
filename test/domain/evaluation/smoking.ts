/**
 * The smoking data of California (Abadie, Diamond and Hainmueller, 2010), where the test data lie beside the repository.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DataRow, readDataTable } from '../../../domain/evaluation/data-table.ts';
import { type Panel, type PanelCell, readPanel } from '../../../domain/evaluation/panel.ts';

/** The file, which may be absent. */
export const smokingFile = fileURLToPath(
  new URL('../../../../shared/data/methods/california_prop99.csv', import.meta.url),
);

export const isSmokingAbsent = !existsSync(smokingFile);
if (isSmokingAbsent) console.warn('The smoking data are not in ../shared/data/methods: tests on them are skipped.');

const COLUMNS = { texts: ['unit', 'period'], numbers: ['value', 'treated'] } as const;
const HEADINGS = { unit: 'State', period: 'Year', value: 'PacksPerCapita' };

/** The cells of the file: cigarette packs a head, 39 states, 1970–2000, California treated from 1989. */
export const smokingCells = (): PanelCell[] => {
  const table = readDataTable(readFileSync(smokingFile), COLUMNS, HEADINGS);
  if ('problems' in table) throw new Error(JSON.stringify(table.problems));
  const cellOf = ({ line, texts, numbers }: DataRow<'unit' | 'period', 'value' | 'treated'>): PanelCell => ({
    ...texts,
    ...numbers,
    population: null,
    line,
  });
  return table.rows.map(cellOf);
};

/** The panel of some cells that are sound. */
export const panelOf = (cells: readonly PanelCell[]): Panel => {
  const reading = readPanel(cells);
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.panel;
};
