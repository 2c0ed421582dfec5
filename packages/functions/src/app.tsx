import { Hono } from "hono"
import type { Context } from "hono"
import { bodyLimit } from "hono/body-limit"
import { showAfter, takeAfter } from "./pages/after.tsx"
import { showConfirm, takeConfirm } from "./pages/confirm.tsx"
import { guard, takesForms } from "./pages/guard.ts"
import { showGuide } from "./pages/guide.tsx"
import { showHome, takeSignUp } from "./pages/home.tsx"
import { icon } from "./pages/icon.ts"
import { showJoin, takeJoin } from "./pages/join.tsx"
import { Layout } from "./pages/layout.tsx"
import { showMe, takeMe } from "./pages/me.tsx"
import type { Page } from "./pages/page.ts"
import { showPrivacy } from "./pages/privacy.tsx"
import { failedPage, foreignPage, notAFormPage, tooLargePage, unknownPage } from "./pages/problem.tsx"
import { showRecap, takeRecap } from "./pages/recap.tsx"
import { showReview, takeReview } from "./pages/review.tsx"
import { showRsvp, takeRsvp } from "./pages/rsvp.tsx"
import { showSafety } from "./pages/safety.tsx"
import { styleSheet } from "./pages/style-sheet.ts"
import { showUnsubscribe, takeUnsubscribe } from "./pages/unsubscribe.tsx"
import { zoneScript } from "./pages/zone-script.ts"
import type { Ports } from "./ports.ts"

/** The longest form taken, in bytes: three times what the longest honest one comes to. */
const formBytesAtMost = 64 * 1024

/** The pages. GET and HEAD never change anything: mail scanners open links; a button posts to the same URL. */
export function createApp(ports: Ports): Hono {
  const app = new Hono()
  const answer = (c: Context, page: Page) => {
    if (page.status >= 400) ports.log({ event: "page-refused", place: placeOf(c), status: page.status })
    return c.html(
      <Layout title={page.status === 422 ? `Please check: ${page.title}` : page.title} operator={ports.config.operator}>
        {page.body}
      </Layout>,
      page.status,
    )
  }

  app.use(guard(ports.config, (c) => answer(c, foreignPage())))
  app.use(bodyLimit({ maxSize: formBytesAtMost, onError: (c) => answer(c, tooLargePage()) }))
  // RFC 8058 section 3.2 lets the one-click POST be multipart; nothing in it is read, so it comes before the check.
  app.post("/unsubscribe/:token", async (c) => answer(c, await takeUnsubscribe(c.req.param("token"), ports)))
  app.use(takesForms((c) => answer(c, notAFormPage())))

  app.get("/", (c) => answer(c, showHome(ports.config)))
  app.get("/sign-up", (c) => answer(c, showHome(ports.config)))
  app.post("/sign-up", async (c) => answer(c, await takeSignUp(await fieldsOf(c), ports)))
  app.get("/confirm/:token", async (c) => answer(c, await showConfirm(c.req.param("token"), ports)))
  app.post("/confirm/:token", async (c) => answer(c, await takeConfirm(c.req.param("token"), ports)))
  app.get("/join/:token", async (c) => answer(c, await showJoin(c.req.param("token"), queryOf(c), ports)))
  app.post("/join/:token", async (c) => answer(c, await takeJoin(c.req.param("token"), await fieldsOf(c), ports)))
  app.get("/rsvp/:token", async (c) => answer(c, await showRsvp(c.req.param("token"), queryOf(c), ports)))
  app.post("/rsvp/:token", async (c) => answer(c, await takeRsvp(c.req.param("token"), await fieldsOf(c), ports)))
  app.get("/after/:token", async (c) => answer(c, await showAfter(c.req.param("token"), ports)))
  app.post("/after/:token", async (c) => answer(c, await takeAfter(c.req.param("token"), await fieldsOf(c), ports)))
  app.get("/recap/:token", async (c) => answer(c, await showRecap(c.req.param("token"), ports)))
  app.post("/recap/:token", async (c) => answer(c, await takeRecap(c.req.param("token"), await fieldsOf(c), ports)))
  app.get("/review/:token", async (c) => answer(c, await showReview(c.req.param("token"), ports)))
  app.post("/review/:token", async (c) => answer(c, await takeReview(c.req.param("token"), ports)))
  app.get("/me/:token", async (c) => answer(c, await showMe(c.req.param("token"), ports)))
  app.post("/me/:token", async (c) => answer(c, await takeMe(c.req.param("token"), await fieldsOf(c), ports)))
  app.get("/unsubscribe/:token", async (c) => answer(c, await showUnsubscribe(c.req.param("token"), ports)))

  app.get("/guide", (c) => answer(c, showGuide()))
  app.get("/safety", (c) => answer(c, showSafety(ports.config)))
  app.get("/privacy", (c) => answer(c, showPrivacy(ports.config)))
  app.get("/style.css", (c) => asset(c, "text/css", styleSheet))
  app.get("/zone.js", (c) => asset(c, "text/javascript", zoneScript))
  app.get("/icon.svg", (c) => asset(c, "image/svg+xml", icon))
  app.get("/health", (c) => c.text("ok"))

  app.notFound((c) => answer(c, unknownPage()))
  app.onError((error, c) => {
    const reference = ports.chance.commandId()
    ports.log({ event: "page-failed", place: placeOf(c), error: error.name, where: whereOf(error), reference })
    return answer(c, failedPage(reference))
  })
  return app
}

async function fieldsOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text())
}

function queryOf(c: Context): URLSearchParams {
  return new URL(c.req.url).searchParams
}

function asset(c: Context, type: string, text: string): Response {
  return c.body(text, 200, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "public, max-age=3600" })
}

/** "POST /rsvp": never more of a path than its first part, since the rest is a token. */
function placeOf(c: Context): string {
  const [, first = ""] = c.req.path.split("/")
  return `${c.req.method} /${/^[a-z.-]{0,20}$/.test(first) ? first : "?"}`
}

/** Where an error was thrown; its message may hold what somebody wrote. */
function whereOf(error: Error): string | null {
  return (
    error.stack
      ?.split("\n")
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? null
  )
}
