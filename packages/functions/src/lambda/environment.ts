import * as z from "zod/mini"
import type { ContentKey } from "../adapters/seal.ts"
import { strangersOnAws } from "../limits.ts"
import type { Config } from "../ports.ts"

type Variables = Readonly<Record<string, string | undefined>>

/** What a function that deals with pairs is told by its environment. */
export type Environment = {
  readonly tableName: string
  readonly shards: number
  readonly contentKeys: readonly ContentKey[]
  readonly indexSecret: Uint8Array
  /** Null: letters are sent without one, and nothing is heard of what becomes of them. */
  readonly configurationSet: string | null
  readonly config: Config
}

/**
 * Reads what infra/ gives to the functions web, worker, inbound and feedback. Throws one line that names everything that
 * is missing or malformed, and how to set it; never a value, since some are secrets.
 */
export function readEnvironment(variables: Variables): Environment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""))
  const read = environmentSchema.safeParse(set)
  if (!read.success) throw new Error(faultsIn(read.error.issues))
  const { data } = read
  return {
    tableName: data.TABLE_NAME,
    shards: data.SHARDS,
    contentKeys: data.CONTENT_KEYS,
    indexSecret: data.INDEX_SECRET,
    configurationSet: data.CONFIGURATION_SET ?? null,
    config: {
      mailDomain: data.MAIL_DOMAIN,
      baseUrl: data.BASE_URL,
      linkKeys: data.LINK_KEYS,
      operator: {
        name: data.OPERATOR_NAME,
        contact: data.OPERATOR_CONTACT,
        postalAddress: data.OPERATOR_ADDRESS ?? null,
      },
      crisisContacts: data.CRISIS_CONTACTS,
      signUp: data.SIGN_UP,
      strangers: strangersOnAws,
    },
  }
}

function faultsIn(issues: readonly z.core.$ZodIssue[]): string {
  const faults = new Map(issues.map(({ path: [name] }) => [String(name), mendOf(String(name))]))
  return `The environment is not complete: ${[...faults].map(([name, mend]) => `${name} ${mend}`).join("; ")}.`
}

/** In the operator's words: what they set is a secret of the stage or its settings file; infra/ passes it on. */
function mendOf(name: string): string {
  switch (name) {
    case "LINK_KEYS":
      return "must be keys of at least 32 bytes in base64url, separated by commas (npx sst secret set LinkKeys VALUE)"
    case "CONTENT_KEYS":
      return "must be ID:KEY, ID from 1 to 255, KEY at least 32 bytes in base64url, separated by commas (npx sst secret set ContentKeys VALUE)"
    case "INDEX_SECRET":
      return "must be at least 32 bytes in base64url (npx sst secret set IndexSecret VALUE)"
  }
  return "is missing or malformed (infra/ sets it from infra/settings: deploy again)"
}

const keyBytesAtLeast = 32

const keySchema = z
  .pipe(
    z.string().check(z.regex(/^[\w-]+$/)),
    z.transform((text) => new Uint8Array(Buffer.from(text, "base64url"))),
  )
  .check(z.refine((bytes) => bytes.length >= keyBytesAtLeast))

const listSchema = z.pipe(
  z.string(),
  z.transform((text) => text.split(",").map((part) => part.trim())),
)

const contentKeySchema = z.pipe(
  z.pipe(
    z.string().check(z.regex(/^\d{1,3}:/)),
    z.transform((text) => ({
      id: Number(text.slice(0, text.indexOf(":"))),
      secret: text.slice(text.indexOf(":") + 1),
    })),
  ),
  z.object({ id: z.int().check(z.minimum(1), z.maximum(255)), secret: keySchema }),
)

const contentKeysSchema = z
  .pipe(listSchema, z.array(contentKeySchema).check(z.minLength(1)))
  .check(z.refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length))

/** As JSON, since a name may hold any sign; the settings file has checked it before. */
const crisisContactsSchema = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.issues.push({ code: "custom", message: "not JSON", input: text })
        return z.NEVER
      }
    }),
  ),
  z.array(
    z.object({
      name: z.string().check(z.minLength(1)),
      contact: z.string().check(z.minLength(1)),
      where: z.string().check(z.minLength(1)),
      checked: z.iso.date(),
    }),
  ),
)

const signUpSchema = z.pipe(
  z.string().check(z.toLowerCase()),
  z.transform((text): Config["signUp"] =>
    text === "anyone" || text === "nobody"
      ? { kind: text }
      : { kind: "domains", domains: text.split(",").map((domain) => domain.trim()) },
  ),
)

const environmentSchema = z.object({
  TABLE_NAME: z.string(),
  SHARDS: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(256)),
  CONTENT_KEYS: contentKeysSchema,
  INDEX_SECRET: keySchema,
  LINK_KEYS: z.pipe(listSchema, z.array(keySchema).check(z.minLength(1))),
  CONFIGURATION_SET: z.optional(z.string()),
  MAIL_DOMAIN: z.string().check(z.toLowerCase()),
  BASE_URL: z.pipe(
    z.url({ protocol: /^https?$/ }),
    z.transform((text) => new URL(text).origin),
  ),
  OPERATOR_NAME: z.string(),
  OPERATOR_CONTACT: z.string(),
  OPERATOR_ADDRESS: z.optional(z.string()),
  CRISIS_CONTACTS: z._default(crisisContactsSchema, []),
  SIGN_UP: z._default(signUpSchema, { kind: "anyone" }),
})
