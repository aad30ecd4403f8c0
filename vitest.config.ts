import { defineConfig } from 'vitest/config';

/** One test run: Node environment, a closing line for CI, and time enough for the embedded services to start. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/closing-line.ts'],
  },
});
