import { indexWriteUnits, itemBytes, readUnits, writeUnits } from "@turnabout/local/units.ts"
import { describe, expect, test } from "vitest"

describe("the size of an item", () => {
  test("is its names and values, in UTF-8", () => {
    expect(itemBytes({ pk: { S: "PAIR#1" }, sk: { S: "Größe" } })).toBe(2 + 6 + 2 + 7)
    expect(itemBytes({ data: { B: new Uint8Array(100) }, pairs: { SS: ["a", "bc"] } })).toBe(104 + 8)
  })

  test.each([
    ["0", 1],
    ["7", 2],
    ["12", 2],
    ["123", 3],
    ["1200", 2],
    ["1795737600", 5],
  ])("of the number %s is a byte for two digits and one more", (text, bytes) => {
    expect(itemBytes({ n: { N: text } })).toBe(1 + bytes)
  })
})

describe("a read", () => {
  test.each([
    [0, 1],
    [1, 1],
    [4096, 1],
    [4097, 2],
  ])("of %i bytes is %i units, and half of it if it need not be consistent", (bytes, units) => {
    expect(readUnits(bytes, { consistent: true })).toBe(units)
    expect(readUnits(bytes, { consistent: false })).toBe(units / 2)
  })
})

describe("a write", () => {
  test.each([
    [0, 1, 1],
    [0, 1024, 1],
    [0, 1025, 2],
    [3000, 10, 3],
    [2000, 0, 2],
  ])("that makes %i bytes %i is %i units", (before, after, units) => {
    expect(writeUnits({ before, after })).toBe(units)
  })

  test("costs in an index what it changes there", () => {
    const row = { key: "0 2026-11-23T09:00:00Z", rest: "active", bytes: 90 }
    expect(indexWriteUnits(null, null)).toBe(0)
    expect(indexWriteUnits(null, row)).toBe(1)
    expect(indexWriteUnits(row, null)).toBe(1)
    expect(indexWriteUnits(row, row)).toBe(0)
    expect(indexWriteUnits(row, { ...row, rest: "paused" })).toBe(1)
    expect(indexWriteUnits(row, { ...row, key: "0 2026-11-24T09:00:00Z" })).toBe(2)
  })
})
