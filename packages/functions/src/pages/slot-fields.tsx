import { weekdays } from "@turnabout/core/slot.ts"
import type { Weekday } from "@turnabout/core/slot.ts"
import { Select, TextField } from "./field.tsx"
import type { Typed } from "./field.tsx"

type Before = { readonly typed: Typed; readonly weekday?: Weekday; readonly time?: string }

/** The day of the week and the time at which a pair meets. */
export function WeeklyTimeFields({ typed, weekday, time }: Before) {
  const chosen = typed.fields.get("weekday") ?? weekday ?? ""
  return (
    <div class="beside">
      <Select typed={typed} name="weekday" label="Day of the week">
        <option value="" selected={chosen === ""}>
          Choose
        </option>
        {weekdays.map((day) => (
          <option value={day} selected={day === chosen}>
            {weekdayName(day)}
          </option>
        ))}
      </Select>
      <TextField typed={typed} name="time" type="time" label="Time" {...(time === undefined ? {} : { value: time })} />
    </div>
  )
}

/** "Thursday" */
export function weekdayName(weekday: Weekday): string {
  return weekday.charAt(0).toUpperCase() + weekday.slice(1)
}

type ZoneProps = { readonly typed: Typed; readonly zone?: string | undefined; readonly hint?: string }

/** The zone of whoever fills in the form: the script sets it, and the list serves where there is none. */
export function ZoneField({ typed, zone, hint }: ZoneProps) {
  const chosen = typed.fields.get("timeZone") ?? zone ?? ""
  const isListed = chosen === "" || regions.some((region) => region.zones.includes(chosen))
  return (
    <>
      <Select
        typed={typed}
        name="timeZone"
        label="Your time zone"
        hint={hint ?? "Filled in if your browser tells us. By region, then city."}
        required
      >
        <option value="" selected={chosen === ""}>
          Please choose
        </option>
        {isListed ? null : (
          <option value={chosen} selected>
            {chosen}
          </option>
        )}
        {regions.map((region) => (
          <optgroup label={region.name}>
            {region.zones.map((zone) => (
              <option value={zone} selected={zone === chosen}>
                {cityOf(zone)}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
      <script src="/zone.js" defer></script>
    </>
  )
}

type Region = { readonly name: string; readonly zones: readonly string[] }

const regions: readonly Region[] = regionsOf(Intl.supportedValuesOf("timeZone"))

function regionsOf(zones: readonly string[]): readonly Region[] {
  const geographic = zones.filter((zone) => zone.includes("/") && !zone.startsWith("Etc/"))
  const names = [...new Set(geographic.map((zone) => zone.slice(0, zone.indexOf("/"))))]
  return [
    ...names.map((name) => ({ name, zones: geographic.filter((zone) => zone.startsWith(`${name}/`)) })),
    { name: "Everywhere", zones: ["UTC"] },
  ]
}

/** "Argentina, Buenos Aires" of "America/Argentina/Buenos_Aires". */
function cityOf(zone: string): string {
  const [, ...places] = zone.split("/")
  return places.length === 0 ? zone : places.join(", ").replaceAll("_", " ")
}
