import { networkInterfaces } from "node:os"
import { startWeb, type Web } from "@turnabout/local/web.ts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

let web: Web
let answer: () => Response | Promise<Response>
beforeEach(async () => {
  answer = () => new Response("hello")
  const started = await startWeb({ port: 0, fetch: () => answer() })
  if (!started.ok) throw new Error(started.error.code)
  web = started.value
})
afterEach(() => web.stop())

describe("the pages' server", () => {
  test("answers on this machine", async () => {
    expect(await (await fetch(`http://127.0.0.1:${web.port}/`)).text()).toBe("hello")
  })

  test("answers on no address that others can reach", async () => {
    const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
      addresses.filter(({ internal, family }) => !internal && family === "IPv4").map(({ address }) => address),
    )
    for (const other of [...others, "127.0.0.2"])
      await expect(fetch(`http://${other}:${web.port}/`)).rejects.toThrow("fetch failed")
  })

  test("says when its port is taken", async () => {
    expect(await startWeb({ port: web.port, fetch: () => answer() })).toEqual({
      ok: false,
      error: { kind: "port-unusable", setting: "PORT", port: web.port, code: "EADDRINUSE" },
    })
  })

  test("lets a request under way end before it stops", async () => {
    const gates: (() => void)[] = []
    const gate = new Promise<void>((resolve) => {
      gates.push(resolve)
    })
    const begun = new Promise<void>((resolve) => {
      answer = async () => {
        resolve()
        await gate
        return new Response("late")
      }
    })
    const asking = fetch(`http://127.0.0.1:${web.port}/`)
    await begun
    const stopping = web.stop()
    gates[0]?.()
    expect(await (await asking).text()).toBe("late")
    await stopping
    await expect(fetch(`http://127.0.0.1:${web.port}/`)).rejects.toThrow("fetch failed")
  })
})
