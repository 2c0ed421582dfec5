import { readFileSync } from "node:fs"
import { createApp } from "@turnabout/functions/app.tsx"
import { evenlyWith } from "@turnabout/functions/lambda/evenly.ts"
import { viewerOf } from "@turnabout/functions/lambda/viewer.ts"
import { networkOf } from "@turnabout/functions/network.ts"
import { handle } from "hono/aws-lambda"
import type { LambdaEvent } from "hono/aws-lambda"
import { Hono } from "hono"
import { describe, expect, test } from "vitest"
import { fakePorts } from "../support/fake-ports.ts"
import { formText, signUpFields } from "./pages/practice.ts"

describe("the network of an address", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["2001:db8::1%eth0", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["1::", "1:0:0:0"],
    ["", ""],
    ["nonsense", "nonsense"],
    ["[::1]", "[::1]"],
  ])("of %j is %j", (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

const key = "the-key-of-the-edge"

describe("who asks, on AWS", () => {
  test("is whom CloudFront names, if it shows its key", async () => {
    expect(await seen({ "x-turnabout-viewer": "198.51.100.7", "x-turnabout-edge": key })).toBe("198.51.100.7")
  })

  test.each<[string, Record<string, string>]>([
    ["names another without the key", { "x-turnabout-viewer": "198.51.100.7" }],
    ["names another with a wrong key", { "x-turnabout-viewer": "198.51.100.7", "x-turnabout-edge": "guess" }],
    ["names another with an empty key", { "x-turnabout-viewer": "198.51.100.7", "x-turnabout-edge": "" }],
    ["says so in X-Forwarded-For", { "x-forwarded-for": "198.51.100.7" }],
    ["says so in every other header", { "cloudfront-viewer-address": "198.51.100.7:1", "x-real-ip": "198.51.100.7" }],
  ])("is the caller of the function's URL, who %s", async (_, headers) => {
    expect(await seen(headers)).toBe("203.0.113.9")
  })

  test("a forwarded address changes nothing of what CloudFront says", async () => {
    const headers = { "x-turnabout-viewer": "198.51.100.7", "x-turnabout-edge": key, "x-forwarded-for": "192.0.2.1" }
    expect(await seen(headers)).toBe("198.51.100.7")
  })

  test("another X-Forwarded-For for each post buys no new budget, past CloudFront or through it", async () => {
    for (const edge of [{}, { "x-turnabout-viewer": "198.51.100.7", "x-turnabout-edge": key }]) {
      const { ports, sent } = fakePorts({ config: { strangers: { signUpsFromOneNetwork: 2, signUpsInTotal: 100 } } })
      const app = createApp(ports, { viewerOf: (c) => viewerOf(c, key) })
      const statuses = []
      for (const number of [1, 2, 3, 4]) {
        const headers = {
          ...edge,
          "x-forwarded-for": `192.0.2.${number}`,
          "cloudfront-viewer-address": `192.0.2.${number}:1`,
        }
        const form = { ...signUpFields, email: `ana${number}@example.org` }
        statuses.push((await call(app, { headers, method: "POST", path: "/sign-up", body: formText(form) })).statusCode)
      }
      expect(statuses).toEqual([200, 200, 429, 429])
      expect(sent).toHaveLength(2)
    }
  })

  // No test can see how long it takes, so this one sees what compares.
  test("has its key compared in constant time", () => {
    const source = readFileSync("packages/functions/src/lambda/viewer.ts", "utf8")
    expect(source).toContain('isSame(c.req.header(edgeHeader) ?? "", edgeKey)')
    expect(source).toContain("return timingSafeEqual(hash(one), hash(other))")
  })

  async function seen(headers: Record<string, string>): Promise<string> {
    const app = new Hono()
    app.get("/", (c) => c.text(viewerOf(c, key)))
    return (await call(app, { headers, method: "GET", path: "/" })).body
  }

  type Call = {
    readonly headers: Record<string, string>
    readonly method: string
    readonly path: string
    readonly body?: string
  }

  /** As a function URL calls: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
  async function call(app: Hono, { headers, method, path, body }: Call) {
    const event = {
      version: "2.0",
      routeKey: "$default",
      rawPath: path,
      rawQueryString: "",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      requestContext: { http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.9", userAgent: "test" } },
      body: body ?? null,
      isBase64Encoded: false,
    }
    // oxlint-disable-next-line typescript/no-deprecated -- as the function itself
    return (await handle(app)(event as unknown as LambdaEvent)) as { statusCode: number; body: string }
  }
})

describe("an answer that takes as long whatever it depends on", () => {
  test.each([
    ["goes well", () => Promise.resolve("done")],
    ["goes wrong", () => Promise.reject(new Error("not done"))],
  ])("waits its time when what it does %s at once", async (_, work) => {
    let end = () => {}
    const waiting = new Promise<void>((resolve) => {
      end = resolve
    })
    let isAnswered = false
    const answered = evenlyWith(() => waiting)(work()).then(
      (value) => value,
      (cause: unknown) => (cause instanceof Error ? cause.message : ""),
    )
    const watched = answered.then(() => (isAnswered = true))
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    expect(isAnswered).toBe(false)
    end()
    await watched
    expect(await answered).toMatch(/^(not )?done$/)
  })
})
