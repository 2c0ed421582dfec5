import { liveInCell } from "./cell.ts"
import type { CellOptions, CellReport } from "./cell.ts"

// A process that run.ts starts: it is given one cell after the other, and ends with the channel.

type Given = { readonly place: number; readonly options: CellOptions }

export type CellAnswer =
  | { readonly kind: "progress"; readonly place: number; readonly share: number }
  | { readonly kind: "lived"; readonly place: number; readonly report: CellReport; readonly peakRssMb: number }

// Whoever waits for it is gone, or has all that it wanted.
process.on("disconnect", () => process.exit())
process.on("message", ({ place, options }: Given) => {
  const say = (answer: CellAnswer) => process.send?.(answer)
  liveInCell(options, { onProgress: (share) => say({ kind: "progress", place, share }) }).then(
    (report) => say({ kind: "lived", place, report, peakRssMb: process.resourceUsage().maxRSS / 1024 }),
    (cause: unknown) => {
      console.error(cause)
      process.exit(1)
    },
  )
})
