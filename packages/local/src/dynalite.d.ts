// dynalite 4 comes without types; these are the few things we use.
declare module "dynalite" {
  import type { Server } from "node:http"

  /** `createTableMs`: how long a new table stays in CREATING. `path`: LevelDB's folder; in memory without it. */
  export default function dynalite(options: { readonly path?: string; readonly createTableMs?: number }): Server
}
