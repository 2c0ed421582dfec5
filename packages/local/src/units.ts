import type { AttributeValue } from "@aws-sdk/client-dynamodb"

/*
 * What DynamoDB bills for a request, by its rules for on-demand capacity, reckoned from items: so that what a pair costs is
 * counted and not assumed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */

export type Units = { readonly read: number; readonly write: number }

const readUnitBytes = 4096
const writeUnitBytes = 1024

/**
 * The size of an item in bytes: the names of its attributes and their values, in UTF-8.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0)
}

export function textBytes(text: string): number {
  return Buffer.byteLength(text, "utf8")
}

/** A number takes a byte for two significant digits, and one more. */
function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return value.B.length
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + textBytes(text), 0)
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1
  throw new Error(`a type of attribute that this table has not: ${Object.keys(value).join()}`)
}

function numberBytes(text: string): number {
  const digits = text.replace(/^-?0*|\D/g, "").replace(/0+$/, "").length
  return Math.ceil(digits / 2) + 1
}

/**
 * One item, or all that one query reads together: 4 KB a unit, rounded up; half a unit if the read need not be consistent.
 * Looking for what is not there costs as much as the smallest item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html#read-operation-consumption
 */
export function readUnits(bytes: number, { consistent }: { readonly consistent: boolean }): number {
  const units = Math.max(1, Math.ceil(bytes / readUnitBytes))
  return consistent ? units : units / 2
}

/**
 * One item put, updated or deleted: 1 KB a unit, rounded up, of the larger of what was there and what is there after;
 * as much if its condition did not hold.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html#write-operation-consumption
 */
export function writeUnits({ before, after }: { readonly before: number; readonly after: number }): number {
  return Math.max(1, Math.ceil(Math.max(before, after) / writeUnitBytes))
}

/** An item as it stands in an index: `key` is what orders it there, `bytes` its size with all that is copied. */
export type IndexRow = { readonly key: string; readonly rest: string; readonly bytes: number }

/**
 * What a write costs in a global secondary index beside the table: nothing if it changes nothing there, one write to add,
 * remove or change a row, and two if the row moves.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWriteUnits(before: IndexRow | null, after: IndexRow | null): number {
  const units = (row: IndexRow | null) => (row === null ? 0 : writeUnits({ before: 0, after: row.bytes }))
  if (before === null || after === null) return units(before) + units(after)
  if (before.key !== after.key) return units(before) + units(after)
  return before.rest === after.rest ? 0 : writeUnits({ before: before.bytes, after: after.bytes })
}
