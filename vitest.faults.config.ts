import { defineConfig } from "vitest/config"

// For `npm run check:faults`: what is made to go wrong at length. The quick part of each is in `npm test`.
export default defineConfig({
  test: {
    include: ["tests/faults/**/*.check.ts"],
    setupFiles: ["tests/support/seed.ts"],
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 60_000,
    env: { TZ: "Pacific/Chatham" },
  },
})
