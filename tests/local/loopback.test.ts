import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { forgetAwsSettings, loopbackClient } from "@turnabout/local/loopback.ts"
import { describe, expect, test } from "vitest"

describe("a developer's AWS settings", () => {
  test("are taken out of the environment, and nothing else is", () => {
    const environment: Record<string, string | undefined> = {
      AWS_PROFILE: "work",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_USE_FIPS_ENDPOINT: "true",
      PATH: "/bin",
    }
    forgetAwsSettings(environment)
    expect(environment).toMatchObject({ PATH: "/bin", AWS_REGION: "eu-west-1", AWS_EC2_METADATA_DISABLED: "true" })
    expect(Object.keys(environment).toSorted()).toEqual([
      "AWS_CONFIG_FILE",
      "AWS_EC2_METADATA_DISABLED",
      "AWS_REGION",
      "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
      "AWS_SHARED_CREDENTIALS_FILE",
      "PATH",
    ])
  })

  test("do not reach our clients, not even from a profile", () => {
    const folder = mkdtempSync(join(tmpdir(), "turnabout-aws-"))
    writeFileSync(join(folder, "config"), "[default]\nuse_fips_endpoint = true\nregion = us-east-1\n")
    const loopback = new URL("../../packages/local/src/loopback.ts", import.meta.url).href
    const script = join(folder, "client.mts")
    const sdk = import.meta.resolve("@aws-sdk/client-dynamodb")
    writeFileSync(
      script,
      `const { forgetAwsSettings, loopbackClient } = await import(${JSON.stringify(loopback)})
      const { DynamoDBClient } = await import(${JSON.stringify(sdk)})
      if (process.argv[2] === "forget") forgetAwsSettings(process.env)
      const { config } = new DynamoDBClient(loopbackClient("http://127.0.0.1:1"))
      const { accessKeyId } = await config.credentials()
      console.log(JSON.stringify([await config.region(), await config.useFipsEndpoint(), accessKeyId]))`,
    )
    const run = (word: string): unknown => {
      const env = { ...process.env, AWS_CONFIG_FILE: join(folder, "config") }
      const { stdout } = spawnSync(process.execPath, ["--import", "tsx", script, word], { env, encoding: "utf8" })
      return JSON.parse(stdout)
    }
    expect(run("keep")).toEqual(["eu-west-1", true, "local"])
    expect(run("forget")).toEqual(["eu-west-1", false, "local"])
    rmSync(folder, { recursive: true, force: true })
  })

  test("are not asked for when a stand-in is away: the client fails for want of a connection", async () => {
    const client = new DynamoDBClient({ ...loopbackClient("http://127.0.0.1:9"), maxAttempts: 1 })
    await expect(client.send(new DescribeTableCommand({ TableName: "turnabout" }))).rejects.toMatchObject({
      code: "ECONNREFUSED",
    })
  })
})
