/** What went wrong, by its class and where it was thrown: a message may hold what somebody wrote, or where they are reached. */
export function faultOf(cause: unknown): { readonly error: string; readonly where: string | null } {
  if (!(cause instanceof Error)) return { error: typeof cause, where: null }
  const line = cause.stack?.split("\n").find((each) => /^\s+at /.test(each))
  return { error: cause.name, where: line?.trim() ?? null }
}

/** What went wrong, by its class alone. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause
}
