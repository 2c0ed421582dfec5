/** The secrets of a stage. They are kept by SST, encrypted, and reach only the functions that use them, as environment. */
type SecretName = "LinkKeys" | "ContentKeys" | "IndexSecret"

type Expected = { readonly name: SecretName; readonly what: string; readonly shape: RegExp; readonly prefix: string }

// Hex is base64url as well, and never begins with "-", which the CLI would take for an option.
const draw = `$(node -p "crypto.randomBytes(32).toString('hex')")`
const key = "[A-Za-z0-9_-]{43,}"
const id = "([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"

const expected: readonly Expected[] = [
  {
    name: "LinkKeys",
    what: "one key of base64url, 43 characters or more, or several with commas between: the first signs links, all are accepted",
    shape: new RegExp(`^${key}(,${key})*$`),
    prefix: "",
  },
  {
    name: "ContentKeys",
    what: "ID:KEY, ID from 1 to 255, KEY of base64url, 43 characters or more, or several with commas between: the first seals, all open",
    shape: new RegExp(`^${id}:${key}(,${id}:${key})*$`),
    prefix: "1:",
  },
  {
    name: "IndexSecret",
    what: "one key of base64url, 43 characters or more, never changed afterwards",
    shape: new RegExp(`^${key}$`),
    prefix: "",
  },
]

/** A line for each secret that is missing or malformed, with the command that sets it. Never shows a secret. */
export function secretProblems(valueOf: (name: SecretName) => string | undefined, stage: string): readonly string[] {
  return expected.flatMap(({ name, what, shape, prefix }) => {
    const value = valueOf(name)
    const command = `npx sst secret set ${name} "${prefix}${draw}" --stage ${stage}`
    if (value === undefined) return [`The secret ${name} is missing; set it: ${command}`]
    // Not the command with a new key: whoever pastes that loses what the old one opens.
    const again = `set it again: npx sst secret set ${name} VALUE --stage ${stage}`
    if (!shape.test(value)) return [`The secret ${name} is not right: it is ${what}; ${again}`]
    if (name === "ContentKeys" && hasSameIdTwice(value))
      return [`The secret ${name} is not right: two of its keys have the same ID; ${again}`]
    return []
  })
}

function hasSameIdTwice(keys: string): boolean {
  const ids = keys.split(",").map((one) => one.split(":")[0])
  return new Set(ids).size < ids.length
}
