/** The one script: it fills in the zone, unless one is chosen, and says what a weekly time is in the zone chosen, if that is another. */
export const zoneScript = `"use strict"
for (const select of document.querySelectorAll('select[name="timeZone"]')) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone && select.value === "") {
    if (!Array.from(select.options).some((option) => option.value === zone)) select.add(new Option(zone, zone))
    select.value = zone
  }
  const show = () => {
    for (const place of document.querySelectorAll("[data-starts]")) {
      place.parentElement.hidden = select.value === ""
      if (place.parentElement.hidden) continue
      const options = { weekday: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: select.value }
      const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(new Date(place.dataset.starts))
      const part = (type) => parts.find((each) => each.type === type).value
      const city = select.value.split("/").pop().replaceAll("_", " ")
      place.textContent = part("weekday") + "s at " + part("hour") + ":" + part("minute") + ", " + city + " time"
      place.parentElement.hidden = place.textContent === place.dataset.said
    }
  }
  select.addEventListener("change", show)
  show()
}
`
