import { createFunction } from "./function.ts"
import type { Practice } from "./practice.ts"
import type { Settings } from "./settings.ts"

export type Web = { readonly handler: sst.aws.Function; readonly url: $util.Output<string> }

/** The pages, behind CloudFront and under the operator's own name. */
export function createWeb({ domain, signUp }: Settings, practice: Practice): Web {
  const router = new sst.aws.Router("Pages", {
    domain: { name: domain, dns: sst.aws.dns() },
    edge: { viewerRequest: { injection: sayWhoAsks(practice.edgeKey) } },
  })
  const handler = createFunction("Web", {
    handler: "packages/functions/src/lambda/web.handler",
    environment: {
      ...practice.environment,
      EDGE_KEY: practice.edgeKey,
      SIGN_UP: typeof signUp === "string" ? signUp : signUp.join(","),
    },
    rights: practice.rights,
    // CloudFront waits no longer.
    timeoutSeconds: 20,
    url: { router: { instance: router }, cors: false },
  })
  return { handler, url: router.url }
}

/**
 * Who asks is counted by network, and the function sees CloudFront's address only. Its URL can be called past CloudFront
 * with any header, so CloudFront shows a key with what it says; what the visitor sent under these names is overwritten.
 */
function sayWhoAsks(edgeKey: $util.Output<string>): $util.Output<string> {
  return $interpolate`
  event.request.headers["x-turnabout-viewer"] = { value: event.viewer.ip };
  event.request.headers["x-turnabout-edge"] = { value: "${edgeKey}" };`
}
