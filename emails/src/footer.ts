import { footerSafety, safetyTitle } from "@turnabout/core/texts/safety.ts"
import type { Frame } from "./frame.ts"
import { note, say, strong } from "./letter.ts"
import type { Block, Footing, Line, Link } from "./letter.ts"

/** What stands below every letter: what can be done about it, the limits of the practice, who runs the service. */
export function footerBlocks(footing: Footing, frame: Frame, body: readonly Block[]): readonly Block[] {
  const hint = footingHint(footing, frame.isEnding)
  const operator = [frame.operator.name, frame.operator.postalAddress].filter((part) => part !== null).join(", ")
  // A link that the letter itself offers is not offered twice.
  const urls = new Set(body.flatMap(urlsOf))
  return [
    ...(hint === null ? [] : [note(hint)]),
    note(say`${footerSafety}`),
    { kind: "links", links: footerLinks(frame).filter((link) => !urls.has(link.url)) },
    ...(operator === "" ? [] : [note(say`Turnabout is run here by ${operator}.`)]),
  ]
}

function footingHint(footing: Footing, isEnding: boolean): Line | null {
  switch (footing) {
    case "outside":
      return say`You can leave this letter unanswered.`
    case "meeting":
    case "afterwards":
      if (isEnding) return say`You can leave any letter unanswered. Reply ${strong("END")} to close the pair now.`
      if (footing === "afterwards")
        return say`You can leave any letter unanswered. To skip the next session, reply ${strong("SKIP")} to its invitation: to this letter it says that this session did not happen. ${strong("PAUSE")} rests for four weeks, ${strong("END")} finishes.`
      return say`You can leave any letter unanswered. Reply ${strong("SKIP")} to skip the next session, ${strong("PAUSE")} to rest for four weeks, ${strong("END")} to finish.`
    case "plain":
      return null
  }
}

function footerLinks(frame: Frame): readonly Link[] {
  return [
    { label: safetyTitle, url: frame.safetyUrl },
    ...(frame.settingsUrl === null ? [] : [{ label: "Your settings", url: frame.settingsUrl }]),
    ...(frame.unsubscribeUrl === null ? [] : [{ label: "Stop all letters to you", url: frame.unsubscribeUrl }]),
  ]
}

function urlsOf(block: Block): readonly string[] {
  if (block.kind === "button") return [block.url]
  return block.kind === "links" ? block.links.map((link) => link.url) : []
}
