import { expect, test } from "vitest"
import { liveWeek } from "./ses-week.ts"

// The other weathers, with more pairs: `npm run check:faults`.
test("a week in which SES throttles half the time loses no letter, repeats none and sends none too late", async () => {
  const week = await liveWeek("throttled half the time", 1)
  expect(week).toMatchObject({ lost: [], pointless: [], repeated: 0, givenUp: 0 })
  expect(week.sent).toBeGreaterThan(15)
  expect(week.lateMinutes).toBeGreaterThan(0)
  expect(week.lateMinutes).toBeLessThan(60)
})
