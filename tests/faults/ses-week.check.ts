import { expect, test } from "vitest"
import { liveWeek, weathers } from "./ses-week.ts"
import type { Week, WeatherName } from "./ses-week.ts"
import { tableOf } from "./tables.ts"

const howManyPairs = 2
/** A letter that was put off for the fifth time waits 15 minutes, and the tick comes each minute. */
const lateAfterOpeningAtMost = 16

const expected: Record<WeatherName, Partial<Record<keyof Week, unknown>>> = {
  "all is well": { repeated: 0, givenUp: 0, lapsed: 0, lateMinutes: 0 },
  "throttled half the time": { repeated: 0, givenUp: 0 },
  "the daily quota is gone for a day": { repeated: 0, givenUp: 0 },
  "the account is paused for three days": { repeated: 0, givenUp: 0 },
  "every tenth message is rejected": { repeated: 0, lapsed: 0 },
  "every fourth answer comes too late": { givenUp: 0, lapsed: 0 },
}

test("whatever SES does for a week, every letter is sent, given up on record or has lost its point", async ({
  task,
}) => {
  const weeks: (Week & { readonly name: WeatherName })[] = []
  for (const name of Object.keys(weathers) as WeatherName[])
    weeks.push({ name, ...(await liveWeek(name, howManyPairs)) })
  task.meta.table = tableFor(weeks)
  for (const week of weeks) expect(week).toMatchObject({ ...expected[week.name], lost: [], pointless: [] })
  const closed = weeks.filter(({ name }) => name.includes("quota") || name.includes("paused"))
  expect(
    closed.map(({ lateWhileOpenMinutes }) => lateWhileOpenMinutes).every((late) => late <= lateAfterOpeningAtMost),
  ).toBe(true)
})

function tableFor(weeks: readonly (Week & { readonly name: string })[]): string {
  const head = [
    "SES",
    "owed",
    "sent",
    "repeated",
    "given up",
    "lost their point",
    "replaced",
    "lost",
    "pointless",
    "late (min)",
    "late while open",
    "wakes an hour",
  ]
  const lines = weeks.map((week) => [
    week.name,
    week.owed,
    week.sent,
    week.repeated,
    week.givenUp,
    week.lapsed,
    week.replaced,
    week.lost.length,
    week.pointless.length,
    week.lateMinutes,
    week.lateWhileOpenMinutes,
    week.wakesAnHour,
  ])
  return tableOf(`A busy week of ${howManyPairs} pairs while SES misbehaves`, [head, ...lines])
}
