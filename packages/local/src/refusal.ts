/** Why the service cannot start here: nothing of ours is broken, and whoever started it can mend it. */
export type StartRefusal =
  | { readonly kind: "folder-in-use"; readonly path: string; readonly pid: number }
  | { readonly kind: "folder-unusable"; readonly path: string; readonly code: string }
  | { readonly kind: "port-unusable"; readonly setting: PortSetting; readonly port: number; readonly code: string }

export type PortSetting = "PORT" | "SMTP_PORT"

/** The refusal as one line for a terminal: what is wrong, and what to do. */
export function refusalLine(refusal: StartRefusal): string {
  switch (refusal.kind) {
    case "folder-in-use":
      return `DATA_DIR ${refusal.path} is in use by process ${refusal.pid}: stop that one first, or set DATA_DIR to another folder.`
    case "folder-unusable":
      return `DATA_DIR ${refusal.path} ${folderFault(refusal.code)}: set DATA_DIR to a folder that can be read and written.`
    case "port-unusable":
      return refusal.code === "EADDRINUSE"
        ? `${refusal.setting} ${refusal.port} is taken: stop what listens there, or set ${refusal.setting} to another port.`
        : `${refusal.setting} ${refusal.port} cannot be opened (${refusal.code}): set ${refusal.setting} to another port.`
  }
}

/** The system's name for what went wrong, such as EACCES; null for an error of our own making. */
export function systemErrorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null
}

function folderFault(code: string): string {
  if (code === "ENOTDIR" || code === "EEXIST") return "is not a folder"
  return code === "EACCES" || code === "EPERM" || code === "EROFS"
    ? `may not be read or written (${code})`
    : `cannot be used (${code})`
}
