import { handle } from "hono/aws-lambda"
import { createApp } from "../app.tsx"
import { need } from "./need.ts"
import { practicePorts } from "./practice.ts"
import { viewerOf } from "./viewer.ts"

const { EDGE_KEY } = need(["EDGE_KEY"], process.env)

/** The pages, behind a function URL. */
// oxlint-disable-next-line typescript/no-deprecated -- the package that it is to move to is not published yet
export const handler = handle(createApp(practicePorts(), { viewerOf: (c) => viewerOf(c, EDGE_KEY) }))
