const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** Does this when the process is told to end; it then ends by that signal all the same. Answers how to take it back. */
export function atSignal(clear: () => void): () => void {
  const end = (signal: NodeJS.Signals) => {
    takeBack()
    clear()
    process.kill(process.pid, signal)
  }
  const takeBack = () => {
    for (const signal of signals) process.removeListener(signal, end)
  }
  for (const signal of signals) process.on(signal, end)
  return takeBack
}
