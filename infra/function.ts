type FunctionArgs = sst.aws.FunctionArgs

/** The right to a few actions on a few resources. */
export type Right = { readonly actions: string[]; readonly resources: $util.Input<string>[] }

export type Spec = {
  /** The path of the file and the name of its export. */
  readonly handler: string
  readonly environment: Readonly<Record<string, $util.Input<string>>>
  readonly rights: readonly Right[]
  readonly timeoutSeconds: number
  /** How often it is called again for an event that it failed on; for functions that are called asynchronously. */
  readonly retries?: number
  /** Where the event goes then; nowhere, where nothing would be lost with it. */
  readonly failedEvents?: sst.aws.Queue
  readonly url?: FunctionArgs["url"]
}

const logsKeptDays = 30

/** A function that may do what `rights` says and write its own log, and nothing else. Its log group is /turnabout/STAGE/NAME. */
export function createFunction(name: string, spec: Spec): sst.aws.Function {
  const { handler, environment, rights, timeoutSeconds, retries, failedEvents, url } = spec
  const logGroup = new aws.cloudwatch.LogGroup(`${name}Log`, {
    name: `/turnabout/${$app.stage}/${name.toLowerCase()}`,
    retentionInDays: logsKeptDays,
  })
  const logging = {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [$interpolate`${logGroup.arn}:*`],
  }
  const giving = failedEvents === undefined ? [] : [sending(failedEvents)]
  return new sst.aws.Function(name, {
    handler,
    description: `Turnabout ${$app.stage}: ${name.toLowerCase()}`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: "1024 MB",
    // What is imported on the way stays in files of its own: a start loads what every call needs.
    nodejs: { minify: true, splitting: true },
    timeout: `${timeoutSeconds} seconds`,
    environment: {
      POWERTOOLS_SERVICE_NAME: `turnabout-${$app.stage}`,
      POWERTOOLS_METRICS_NAMESPACE: "Turnabout",
      ...environment,
    },
    permissions: [...rights, ...giving, logging],
    logging: { logGroup: logGroup.name },
    ...(url === undefined ? {} : { url }),
    ...(retries === undefined ? {} : { retries }),
    transform: {
      // SST's own would let the account's root in under sst dev, and the managed policy write to every log there is.
      role: { assumeRolePolicy: trustIn("lambda.amazonaws.com"), managedPolicyArns: [] },
      ...(failedEvents === undefined
        ? {}
        : { eventInvokeConfig: { destinationConfig: { onFailure: { destination: failedEvents.arn } } } }),
    },
  })
}

/** The right to put messages on a queue. */
export function sending(queue: sst.aws.Queue): Right {
  return { actions: ["sqs:SendMessage"], resources: [queue.arn] }
}

function trustIn(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
  })
}
