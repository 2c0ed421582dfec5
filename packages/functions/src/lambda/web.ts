import { handle } from "hono/aws-lambda"
import { createApp } from "../app.tsx"
import { practicePorts } from "./practice.ts"

/** The pages, behind a function URL. */
// oxlint-disable-next-line typescript/no-deprecated -- the package that it is to move to is not published yet
export const handler = handle(createApp(practicePorts()))
