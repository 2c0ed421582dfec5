import { Hono } from "hono"
import type { Context } from "hono"
import { bodyLimit } from "hono/body-limit"
import { faultOf } from "./fault.ts"
import { guard, takesForms } from "./pages/guard.ts"
import { icon } from "./pages/icon.ts"
import { Layout } from "./pages/layout.tsx"
import type { Page } from "./pages/page.ts"
import { failedPage, foreignPage, notAFormPage, tooLargePage, unknownPage } from "./pages/problem.tsx"
import { zoneScript } from "./pages/zone-script.ts"
import type { Ports } from "./ports.ts"

// Each page is loaded when it is first asked for: a visit needs one of them.
const showAfter = later(async () => (await import("./pages/after.tsx")).showAfter)
const takeAfter = later(async () => (await import("./pages/after.tsx")).takeAfter)
const showConfirm = later(async () => (await import("./pages/confirm.tsx")).showConfirm)
const takeConfirm = later(async () => (await import("./pages/confirm.tsx")).takeConfirm)
const showGuide = later(async () => (await import("./pages/guide.tsx")).showGuide)
const showHome = later(async () => (await import("./pages/home.tsx")).showHome)
const takeSignUp = later(async () => (await import("./pages/home.tsx")).takeSignUp)
const showJoin = later(async () => (await import("./pages/join.tsx")).showJoin)
const takeJoin = later(async () => (await import("./pages/join.tsx")).takeJoin)
const showMe = later(async () => (await import("./pages/me.tsx")).showMe)
const takeMe = later(async () => (await import("./pages/me.tsx")).takeMe)
const showPrivacy = later(async () => (await import("./pages/privacy.tsx")).showPrivacy)
const showRecap = later(async () => (await import("./pages/recap.tsx")).showRecap)
const takeRecap = later(async () => (await import("./pages/recap.tsx")).takeRecap)
const showReview = later(async () => (await import("./pages/review.tsx")).showReview)
const takeReview = later(async () => (await import("./pages/review.tsx")).takeReview)
const showRsvp = later(async () => (await import("./pages/rsvp.tsx")).showRsvp)
const takeRsvp = later(async () => (await import("./pages/rsvp.tsx")).takeRsvp)
const showSafety = later(async () => (await import("./pages/safety.tsx")).showSafety)
const showUnsubscribe = later(async () => (await import("./pages/unsubscribe.tsx")).showUnsubscribe)
const takeUnsubscribe = later(async () => (await import("./pages/unsubscribe.tsx")).takeUnsubscribe)

/** The longest form taken, in bytes: three times what the longest honest one comes to. */
const formBytesAtMost = 64 * 1024

type AppOptions = {
  /** The address of who asks. Where there is none to be had, all are one. */
  readonly viewerOf?: (c: Context) => string
}

/** The pages. GET and HEAD never change anything: mail scanners open links; a button posts to the same URL. */
export function createApp(ports: Ports, { viewerOf = () => "" }: AppOptions = {}): Hono {
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

  app.get("/", async (c) => answer(c, await showHome(ports.config)))
  app.get("/sign-up", async (c) => answer(c, await showHome(ports.config)))
  app.post("/sign-up", async (c) => answer(c, await takeSignUp(await fieldsOf(c), viewerOf(c), ports)))
  app.get("/confirm/:token", async (c) => answer(c, await showConfirm(c.req.param("token"), ports)))
  app.post("/confirm/:token", async (c) => answer(c, await ports.evenly(takeConfirm(c.req.param("token"), ports))))
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

  app.get("/guide", async (c) => answer(c, await showGuide()))
  app.get("/safety", async (c) => answer(c, await showSafety(ports.config)))
  app.get("/privacy", async (c) => answer(c, await showPrivacy(ports.config)))
  app.get("/zone.js", (c) => asset(c, zoneScript, { type: "text/javascript", seconds: 3600 }))
  app.get("/icon.svg", (c) => asset(c, icon, { type: "image/svg+xml", seconds: 30 * 24 * 3600 }))
  app.get("/health", (c) => c.text("ok"))

  app.notFound((c) => answer(c, unknownPage()))
  app.onError((error, c) => {
    const reference = ports.chance.commandId()
    ports.log({ event: "page-failed", place: placeOf(c), ...faultOf(error), reference })
    return answer(c, failedPage(reference))
  })
  return app
}

/** The same function, whose module is loaded with the first call. */
function later<Args extends readonly unknown[]>(
  load: () => Promise<(...args: Args) => Page | Promise<Page>>,
): (...args: Args) => Promise<Page> {
  return async (...args) => (await load())(...args)
}

async function fieldsOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text())
}

function queryOf(c: Context): URLSearchParams {
  return new URL(c.req.url).searchParams
}

type Kept = { readonly type: string; readonly seconds: number }

function asset(c: Context, text: string, { type, seconds }: Kept): Response {
  const headers = { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": `public, max-age=${seconds}` }
  return c.body(text, 200, headers)
}

/** "POST /rsvp": never more of a path than its first part, since the rest is a token. */
function placeOf(c: Context): string {
  const [, first = ""] = c.req.path.split("/")
  return `${c.req.method} /${/^[a-z.-]{0,20}$/.test(first) ? first : "?"}`
}
