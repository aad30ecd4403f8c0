/** What breaks WCAG 2.2 AA on a page, as axe sees it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * The violations on a page as it stands, each with the first element that has it; empty where there is none. Our pages have
 * no frames, and what holds is not asked for: that takes a quarter of the time of asking for everything.
 */
export const violationsOf = async (page: Page): Promise<string[]> => {
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(TAGS)
    .options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
};
