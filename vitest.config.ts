import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/support/seed.ts"],
    // Two cores are all that CI promises.
    maxWorkers: 2,
    // For what hangs, and not for what is slow: others may be at work on the machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Lambda runs in UTC, laptops anywhere: a zone that nobody's code expects (UTC+12:45 and +13:45) shows what reads the machine's.
    env: { TZ: "Pacific/Chatham" },
  },
})
