import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, test } from "vitest"

const root = resolve(import.meta.dirname, "../..")

test("sst.config.ts and infra have the right types, and a property of the wrong kind is found", () => {
  const folder = mkdtempSync(join(root, ".sst/check-types-"))
  try {
    writeFileSync(
      join(folder, "wrong.ts"),
      'new sst.aws.Dynamo("Wrong", { fields: { pk: "text" }, primaryIndex: { hashKey: "pk" } })\n' +
        'new aws.ses.ReceiptRule("Wrong", { ruleSetName: "one", scanEnabled: "yes" })\n',
    )
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "infra/tsconfig.json"),
        include: [join(root, "sst.config.ts"), join(root, "infra"), "wrong.ts"],
      }),
    )
    const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["--noEmit", "--pretty", "false", "-p", folder], {
      cwd: folder,
      encoding: "utf8",
    })
    const found = stdout.split("\n").filter((line) => line.includes(": error "))
    expect(found.map((line) => line.replace(/: .*/, ""))).toEqual(["wrong.ts(1,41)", "wrong.ts(2,56)"])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
