export const localRegion = "eu-west-1"

/** What an AWS client here is made with: a stand-in's endpoint, and fixed credentials so that it looks for none. */
export function loopbackClient(endpoint: string): {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
} {
  return { endpoint, region: localRegion, credentials: { accessKeyId: "local", secretAccessKey: "local" } }
}

/**
 * Takes every AWS setting out of an environment, and points the SDK at no file and no metadata service. A developer's own
 * profile would otherwise reach our clients: FIPS or dual-stack endpoints, retry modes, credentials that must not be used.
 */
export function forgetAwsSettings(environment: Record<string, string | undefined>): void {
  for (const name of Object.keys(environment)) if (name.startsWith("AWS_")) Reflect.deleteProperty(environment, name)
  Object.assign(environment, {
    AWS_REGION: localRegion,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    // On AWS a newer Node runs it; whoever tries it out here need not be told.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  })
}

// The SDK takes a file that is not there for an empty one.
const nowhere = "/nonexistent/turnabout-uses-no-aws-settings"
