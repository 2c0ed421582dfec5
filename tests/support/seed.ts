import fc from "fast-check"

/**
 * Random lives are the same in every run, so that what is green stays green until the code changes. To hunt for new ones:
 * `SEED=$RANDOM npx vitest run tests/core/life.test.ts`.
 */
fc.configureGlobal({ seed: Number(process.env["SEED"] ?? 20_261_123) })
