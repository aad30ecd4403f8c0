import { defineConfig } from 'vitest/config';

/** One test run: Node environment, a closing line for CI, time enough for the embedded services to start, and every core at work. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
    reporters: ['default', './test/closing-line.ts'],
  },
});
