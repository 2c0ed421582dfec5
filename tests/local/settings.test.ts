import { resolve } from "node:path"
import { readSettings, type Settings } from "@turnabout/local/settings.ts"
import { describe, expect, test } from "vitest"

describe("the settings", () => {
  test("have the defaults of the design", () => {
    expect(read({ HOME: "/home/ana" })).toEqual({
      port: 3000,
      smtpPort: 2525,
      dataDir: resolve(".turnabout"),
      mailDomain: "turnabout.example",
      baseUrl: "http://localhost:3000",
      clock: null,
    })
  })

  test("come from the environment, and an empty one counts as unset", () => {
    const settings = read({
      PORT: "8080",
      SMTP_PORT: "",
      DATA_DIR: "/tmp/practice",
      MAIL_DOMAIN: "Mail.Example.ORG",
      BASE_URL: "https://turnabout.example/",
      CLOCK: "2026-11-23T10:00:00+01:00",
    })
    expect(settings).toMatchObject({ port: 8080, smtpPort: 2525, dataDir: "/tmp/practice" })
    expect(settings).toMatchObject({ mailDomain: "mail.example.org", baseUrl: "https://turnabout.example" })
    expect(settings.clock?.toString()).toBe("2026-11-23T09:00:00Z")
  })

  test("take the port into the default base URL", () => {
    expect(read({ PORT: "8080" }).baseUrl).toBe("http://localhost:8080")
  })

  test.each([
    [{ PORT: "0" }, "PORT must be a number from 1 to 65535."],
    [{ PORT: "65536" }, "PORT must be a number from 1 to 65535."],
    [{ PORT: "80a" }, "PORT must be a number from 1 to 65535."],
    [{ SMTP_PORT: "-1" }, "SMTP_PORT must be a number from 1 to 65535."],
    [{ PORT: "2525" }, "PORT and SMTP_PORT must differ."],
    [{ MAIL_DOMAIN: "localhost" }, "MAIL_DOMAIN must be a domain name such as turnabout.example."],
    [{ MAIL_DOMAIN: "a b.example" }, "MAIL_DOMAIN must be a domain name such as turnabout.example."],
    [
      { BASE_URL: "turnabout.example" },
      "BASE_URL must be like https://turnabout.example: http or https, a host, no path.",
    ],
    [
      { BASE_URL: "https://x.example/app" },
      "BASE_URL must be like https://turnabout.example: http or https, a host, no path.",
    ],
    [
      { BASE_URL: "ftp://x.example" },
      "BASE_URL must be like https://turnabout.example: http or https, a host, no path.",
    ],
    [{ CLOCK: "yesterday" }, "CLOCK must be an instant between 2000 and 2100 such as 2026-11-23T09:00:00Z."],
    [{ CLOCK: "2026-11-23T09:00:00" }, "CLOCK must be an instant between 2000 and 2100 such as 2026-11-23T09:00:00Z."],
    [{ CLOCK: "2100-01-01T00:00:00Z" }, "CLOCK must be an instant between 2000 and 2100 such as 2026-11-23T09:00:00Z."],
  ])("refuse %o with one line", (environment, line) => {
    expect(readSettings(environment)).toEqual({ ok: false, error: [line] })
  })

  test("name every problem, each on its line", () => {
    const settings = readSettings({ PORT: "no", CLOCK: "no" })
    expect(settings).toEqual({
      ok: false,
      error: [
        "PORT must be a number from 1 to 65535.",
        "CLOCK must be an instant between 2000 and 2100 such as 2026-11-23T09:00:00Z.",
      ],
    })
  })
})

function read(environment: Record<string, string>): Settings {
  const settings = readSettings(environment)
  if (!settings.ok) throw new Error(settings.error.join(" "))
  return settings.value
}
