import { agreementIntroduction, agreementTitle, workingAgreement } from "@turnabout/core/texts/agreement.ts"
import { afterTheHour, guide, ofAnotherLength, shapeOfTheHour } from "@turnabout/core/texts/guide.ts"
import { safetyTitle } from "@turnabout/core/texts/safety.ts"
import type { Page } from "./page.ts"
import { Sections } from "./passages.tsx"

/** The practice itself, to have at hand. */
export function showGuide(): Page {
  return {
    status: 200,
    title: "Guide",
    body: (
      <>
        <h1>The practice</h1>
        <nav aria-label="On this page">
          <ul>
            <li>
              <a href="#hour">The shape of an hour</a>
            </li>
            {guide.map((section) => (
              <li>
                <a href={`#${section.id}`}>{section.title}</a>
              </li>
            ))}
            <li>
              <a href="#working-agreement">{agreementTitle}</a>
            </li>
          </ul>
        </nav>
        <section id="hour">
          <h2>The shape of an hour</h2>
          <Hour />
          <p>
            {ofAnotherLength} {afterTheHour}
          </p>
        </section>
        <Sections of={guide} level={2} />
        <section id="working-agreement">
          <h2>{agreementTitle}</h2>
          <p>{agreementIntroduction}</p>
          <Sections of={workingAgreement(null, [])} level={3} />
        </section>
        <p>
          <a href="/safety">{safetyTitle}</a>
        </p>
      </>
    ),
  }
}

function Hour() {
  return (
    <dl class="facts hour">
      {shapeOfTheHour.map((step) => (
        <>
          <dt>{step.minutes}</dt>
          <dd>
            {step.what} <span class="hint">Leads: {step.lead}.</span>
          </dd>
        </>
      ))}
    </dl>
  )
}
