import { createFunction } from "./function.ts"
import type { Practice } from "./practice.ts"
import type { Settings } from "./settings.ts"

export type Web = { readonly handler: sst.aws.Function; readonly url: $util.Output<string> }

/** The pages, behind CloudFront and under the operator's own name. */
export function createWeb({ domain, signUp }: Settings, practice: Practice): Web {
  const router = new sst.aws.Router("Pages", { domain: { name: domain, dns: sst.aws.dns() } })
  const handler = createFunction("Web", {
    handler: "packages/functions/src/lambda/web.handler",
    environment: { ...practice.environment, SIGN_UP: typeof signUp === "string" ? signUp : signUp.join(",") },
    rights: practice.rights,
    // CloudFront waits no longer.
    timeoutSeconds: 20,
    url: { router: { instance: router }, cors: false },
  })
  return { handler, url: router.url }
}
