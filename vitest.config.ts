import { defineConfig } from 'vitest/config';

/** What is pure keeps nothing between files, so its modules are loaded once for many of them. */
const PURE = ['test/domain/**/*.test.ts', 'test/reference/**/*.test.ts'];

/** One test run: Node environment, a closing line for CI, time enough on a machine that is busy with other things, and every core at work. */
export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: '100%',
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: PURE } },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
