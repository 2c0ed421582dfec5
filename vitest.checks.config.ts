import { defineConfig } from "vitest/config"
import type { Reporter } from "vitest/node"

/** Prints the table that a test has made: what it found is worth reading also when nothing is wrong. */
const tables: Reporter = {
  onTestCaseResult: (test) => {
    const { table }: { readonly table?: string } = test.meta()
    if (table !== undefined) process.stdout.write(table)
  },
}

// For `npm run check:faults`, `check:letters` and `check:browser`: what takes minutes, or needs a program of Debian's. The
// quick part of each is in `npm test`.
export default defineConfig({
  test: {
    include: ["tests/{faults,emails,browser}/**/*.check.ts"],
    setupFiles: ["tests/support/seed.ts"],
    reporters: ["default", tables],
    maxWorkers: 2,
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
    env: { TZ: "Pacific/Chatham" },
  },
})
