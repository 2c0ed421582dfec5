import type { Ports, Store } from "@turnabout/functions/ports.ts"
import type { Operation } from "../functions/scene.ts"

/** Does one use of the store or one mail, or lets something else come of it. `go` is what it would do. */
export type Around = (operation: Operation, go: () => Promise<unknown>) => Promise<unknown>

/** The same ports, with every awaited step of their user in somebody else's hands. */
export function controlled(ports: Ports, around: Around): Ports {
  const store: Store = stepsOf(ports.store, around)
  return { ...ports, store, mailer: stepsOf(ports.mailer, around) }
}

/** The same functions of a port, each of them a step. */
export function stepsOf<Port extends object>(port: Port, around: Around): Port {
  const steps = Object.entries(port).flatMap(([name, operation]) =>
    typeof operation === "function"
      ? [
          [
            name,
            async (...given: readonly unknown[]) =>
              around({ name: name as Operation["name"], given }, async () => operation(...given)),
          ],
        ]
      : [],
  )
  return Object.fromEntries(steps) as Port
}
