import { resolve } from "node:path"
import { Temporal } from "temporal-polyfill"
import * as z from "zod"
import { fail, ok, type Result } from "@turnabout/core/result.ts"

export type Settings = {
  readonly port: number
  readonly smtpPort: number
  /** Absolute. */
  readonly dataDir: string
  /** Lower case. */
  readonly mailDomain: string
  /** An origin without a slash at its end. */
  readonly baseUrl: string
  /** Where simulated time starts; null for real time. */
  readonly clock: Temporal.Instant | null
}

/** Reads the settings of design.md, "On one machine"; an empty variable counts as unset. Each problem is one line. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Result<Settings, readonly string[]> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""))
  const read = environmentSchema.safeParse(set)
  if (!read.success) return fail([...new Set(read.error.issues.map(({ message }) => message))])
  const { PORT, SMTP_PORT, DATA_DIR, MAIL_DOMAIN, BASE_URL, CLOCK } = read.data
  return ok({
    port: PORT,
    smtpPort: SMTP_PORT,
    dataDir: resolve(DATA_DIR),
    mailDomain: MAIL_DOMAIN,
    baseUrl: BASE_URL ?? `http://localhost:${PORT}`,
    clock: CLOCK ?? null,
  })
}

const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

const environmentSchema = z
  .object({
    PORT: portSchema("PORT", 3000),
    SMTP_PORT: portSchema("SMTP_PORT", 2525),
    DATA_DIR: z.string().default(".turnabout"),
    MAIL_DOMAIN: z
      .string()
      .toLowerCase()
      .regex(hostName, "MAIL_DOMAIN must be a domain name such as turnabout.example.")
      .default("turnabout.example"),
    BASE_URL: z
      .string()
      .transform(
        (text, context) =>
          originOf(text) ??
          refuse(context, "BASE_URL must be like https://turnabout.example: http or https, a host, no path."),
      )
      .optional(),
    CLOCK: z
      .string()
      .transform(
        (text, context) =>
          instantOf(text) ??
          refuse(context, "CLOCK must be an instant between 2000 and 2100 such as 2026-11-23T09:00:00Z."),
      )
      .optional(),
  })
  .refine(({ PORT, SMTP_PORT }) => PORT !== SMTP_PORT, "PORT and SMTP_PORT must differ.")

function portSchema(name: string, port: number) {
  return z
    .string()
    .regex(/^\d{1,5}$/, `${name} must be a number from 1 to 65535.`)
    .transform(Number)
    .refine((given) => given >= 1 && given <= 65_535, `${name} must be a number from 1 to 65535.`)
    .default(port)
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message })
  return z.NEVER
}

function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === ""
  return bare && /^https?:$/.test(url.protocol) ? url.origin : null
}

// Two centuries are enough to practise in, and keep every instant we store at 20 characters.
function instantOf(text: string): Temporal.Instant | null {
  try {
    const instant = Temporal.Instant.from(text)
    const { year } = instant.toZonedDateTimeISO("UTC")
    return year >= 2000 && year < 2100 ? instant : null
  } catch {
    return null
  }
}
