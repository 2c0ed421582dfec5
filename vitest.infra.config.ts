import { defineConfig } from "vitest/config"

// For `npm run check:infra`. Apart from the other tests, because these need what SST installs.
export default defineConfig({
  test: {
    include: ["tests/infra/**/*.check.ts"],
    globalSetup: ["tests/infra/install.ts"],
    // Two cores are all that CI promises.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
