import { spawnSync } from "node:child_process"
import { join, resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")

/** No telemetry, no downloads but from npm's registry, no looking for an account. */
export const sstEnvironment = {
  SST_SKIP_DEPENDENCY_CHECK: "1",
  SST_TELEMETRY_DISABLED: "1",
  NO_BUN: "1",
  AWS_EC2_METADATA_DISABLED: "true",
}

/**
 * Lets SST put its components into .sst, and the types of AWS beside them. Takes a minute the first time and a few
 * seconds after that; needs npm's registry and nothing else. Any stage with settings does.
 */
export function setup(): void {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin/sst"), ["install", "--stage", "example"], {
    cwd: root,
    encoding: "utf8",
    env: { ...Object.fromEntries(own), ...sstEnvironment },
  })
  if (status !== 0) throw new Error(`sst install failed:\n${stdout}${stderr}`)
}
