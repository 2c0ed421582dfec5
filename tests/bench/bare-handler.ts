import { Hono } from "hono"
import { handle } from "hono/aws-lambda"

const app = new Hono()
app.get("/", (c) => c.html("<!DOCTYPE html><title>Hello</title><p>Hello"))

/** The least that answers a page from a function URL: what the start of our handlers is measured against. */
// oxlint-disable-next-line typescript/no-deprecated -- as packages/functions/src/lambda/web.ts has it
export const handler = handle(app)
