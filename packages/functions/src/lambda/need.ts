/**
 * The variables named, for a function that needs no more than that: each is there, or the error says in one line which
 * are not. Without schemas, so that a function which runs each minute loads none.
 */
export function need<Name extends string>(
  names: readonly Name[],
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => (variables[name] ?? "") === "")
  if (missing.length > 0)
    throw new Error(`The environment is not complete: ${missing.join(", ")} missing (infra/ sets it: deploy again).`)
  // oxlint-disable-next-line typescript/consistent-type-assertions -- Object.fromEntries forgets which names it was given
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? ""])) as Record<Name, string>
}
