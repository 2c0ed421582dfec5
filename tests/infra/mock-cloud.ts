import crypto from "node:crypto"
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"

// Runs inside the bundled sst.config.ts, in place of Pulumi's engine, AWS and the SST CLI. A wrong mock makes a wrong
// graph, so what it does not know it refuses.

declare global {
  /** What the CLI writes into the bundle as $app and $cli. SST reads $app while it's being imported. */
  var $mockApp: Inputs
  var $mockCli: Inputs
}

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a hundred kinds of resource take, to be read back as JSON
export type Inputs = Record<string, any>

/** A resource as the program asked for it. */
export type Resource = {
  readonly type: string
  readonly name: string
  readonly inputs: Inputs
  /** The names of the resources that have to be there first. */
  readonly after: readonly string[]
  /** The how-manieth it was to be made. Differs from run to run where nothing settles the order. */
  readonly made: number
  readonly isRetained: boolean
}

export type Build = { readonly handler: string; readonly properties: Inputs }

export type Graph = {
  readonly resources: readonly Resource[]
  readonly outputs: Inputs
  readonly app: Inputs
  /** Handlers that were to be built. */
  /** What was asked to be bundled: the handler's path, and how. */
  readonly builds: readonly Build[]
}

type Config = { readonly app: (input: { stage: string }) => Promise<Inputs>; readonly run: () => Promise<unknown> }

/** What of @pulumi/pulumi is used. It is installed under .sst, out of the type check's sight. */
type Pulumi = {
  readonly runtime: {
    readonly setMocks: (...args: [mocks: Mocks, project: string, stack: string, preview: boolean]) => Promise<void>
    readonly getMonitor: () => { registerResource: (request: Request, done: unknown) => unknown }
    readonly runInPulumiStack: (program: () => Promise<unknown>) => Promise<unknown>
    readonly disconnect: () => Promise<void>
  }
  readonly output: (value: unknown) => { readonly apply: (use: (value: Inputs) => void) => void }
}

type Mocks = {
  readonly newResource: (resource: { type: string; name: string; inputs: Inputs }) => { id: string; state: Inputs }
  readonly call: (call: { token: string; inputs: Inputs }) => Inputs
}

type Request = {
  readonly getType: () => string
  readonly getName: () => string
  readonly getDependenciesList: () => string[]
  readonly getRetainondelete: () => boolean
}

/** https://www.pulumi.com/docs/iac/concepts/secrets: what a secret carries on the wire. */
const secretMark = "4dabf18193072939515e22adb298388d"
export const account = "123456789012"

/** Runs the program for a stage, in a folder that holds its settings, and answers what it would have created. */
export async function record(
  { pulumi, config, run }: { pulumi: Pulumi; config: Config; run: (program: () => unknown) => Promise<unknown> },
  { stage, folder }: { stage: string; folder: string },
): Promise<Graph> {
  process.chdir(folder)
  const builds: Build[] = []
  const rpc = await answerRpc(folder, builds)
  const app = await config.app({ stage })
  const paths = { home: folder, root: folder, work: folder, platform: folder }
  Object.assign(globalThis.$mockApp, app)
  Object.assign(globalThis.$mockCli, { command: "deploy", paths, state: { version: {} } })
  // SST ends names with chance.
  Object.assign(crypto, { randomBytes: (size: number) => Buffer.alloc(size, 7) })

  const requests = new Map<string, Request>()
  const inputs: { type: string; name: string; inputs: Inputs }[] = []
  const region = app["providers"].aws.region
  await pulumi.runtime.setMocks(
    {
      newResource: (resource) => {
        inputs.push(resource)
        return { id: `${resource.name}-id`, state: stateOf(resource, region) }
      },
      call: (call) => answerOf(call, region),
    },
    "turnabout",
    stage,
    false,
  )
  const monitor = pulumi.runtime.getMonitor()
  const register = monitor.registerResource.bind(monitor)
  monitor.registerResource = (request, done) => {
    requests.set(`${request.getType()} ${request.getName()}`, request)
    return register(request, done)
  }

  const stack = await pulumi.runtime.runInPulumiStack(() => run(config.run))
  const outputs = await new Promise<Inputs>((resolve) => {
    pulumi.output(stack).apply(resolve)
  })
  await pulumi.runtime.disconnect()
  rpc.close()
  const resources = inputs.map((resource, made) => ({ ...resourceOf(resource, requests), made }))
  return { app, outputs, builds, resources: resources.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}

function resourceOf(
  { type, name, inputs }: Pick<Resource, "type" | "name" | "inputs">,
  requests: Map<string, Request>,
): Omit<Resource, "made"> {
  const request = requests.get(`${type} ${name}`)
  if (request === undefined) throw new Error(`${type} ${name} was never asked for`)
  const { __provider: _, ...rest } = inputs
  return {
    type,
    name,
    inputs: shown(rest),
    after: request.getDependenciesList().map(nameOf).toSorted(),
    isRetained: request.getRetainondelete(),
  }
}

/** Secrets as what they are: Pulumi wraps them. */
function shown(inputs: Inputs): Inputs {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, shownValue(value)]))
}

function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shownValue)
  if (typeof value !== "object" || value === null) return value
  return secretMark in value ? shownValue((value as Inputs)["value"]) : shown(value)
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn
}

/** What a resource is like once it's there: as it was asked for, with a name, an ARN and whatever else is read of it. */
function stateOf({ type, name, inputs }: { type: string; name: string; inputs: Inputs }, region: string): Inputs {
  const named = ["name", "bucket", "ruleSetName", "emailIdentity", "configurationSetName"].find((key) => key in inputs)
  const physical = named === undefined ? name : inputs[named]
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`
  const state = { ...inputs, name: physical }
  const url = `https://sqs.${region}.amazonaws.com/${account}/${physical}`
  switch (type) {
    case "aws:dynamodb/table:Table":
      return { ...state, arn: arn("dynamodb", `table/${physical}`) }
    case "aws:s3/bucket:Bucket":
      return { ...state, bucket: physical, arn: `arn:aws:s3:::${physical}` }
    case "aws:sqs/queue:Queue":
      return { ...state, arn: arn("sqs", physical), url }
    case "aws:sns/topic:Topic":
      return { ...state, arn: arn("sns", physical) }
    case "aws:lambda/function:Function":
      return { ...state, arn: arn("lambda", `function:${physical}`) }
    case "aws:lambda/functionUrl:FunctionUrl":
      return { ...state, functionUrl: "https://abcdefgh.lambda-url.on.aws/" }
    case "aws:cloudwatch/logGroup:LogGroup":
      return { ...state, arn: arn("logs", `log-group:${physical}`) }
    case "aws:iam/role:Role":
      return { ...state, arn: `arn:aws:iam::${account}:role/${physical}` }
    case "aws:ses/receiptRuleSet:ReceiptRuleSet":
      return { ...state, arn: arn("ses", `receipt-rule-set/${physical}`) }
    case "aws:sesv2/configurationSet:ConfigurationSet":
      return { ...state, arn: arn("ses", `configuration-set/${physical}`) }
    case "aws:sesv2/emailIdentity:EmailIdentity":
      return {
        ...state,
        arn: arn("ses", `identity/${physical}`),
        dkimSigningAttributes: { tokens: ["one", "two", "three"] },
      }
    case "aws:acm/certificate:Certificate":
      return {
        ...state,
        arn: `arn:aws:acm:us-east-1:${account}:certificate/one`,
        domainValidationOptions: [
          {
            resourceRecordName: `_x.${inputs["domainName"]}`,
            resourceRecordType: "CNAME",
            resourceRecordValue: "_y.acm-validations.aws",
          },
        ],
      }
    case "aws:acm/certificateValidation:CertificateValidation":
      return state
    case "aws:cloudfront/distribution:Distribution":
      return {
        ...state,
        arn: `arn:aws:cloudfront::${account}:distribution/ONE`,
        domainName: "one.cloudfront.net",
        hostedZoneId: "Z2FDTNDATAQYW2",
        etag: "one",
      }
    case "aws:cloudfront/keyValueStore:KeyValueStore":
      return { ...state, arn: `arn:aws:cloudfront::${account}:key-value-store/one` }
    case "random:index/randomBytes:RandomBytes":
      return { ...state, base64: Buffer.alloc(32, 7).toString("base64") }
    case "pulumi-nodejs:dynamic:Resource":
      return { ...inputs, zoneId: "Z0123456789", isDone: true }
    default:
      return state
  }
}

function answerOf({ token, inputs }: { token: string; inputs: Inputs }, region: string): Inputs {
  switch (token) {
    case "aws:iam/getPolicyDocument:getPolicyDocument":
      return { ...inputs, json: JSON.stringify(policyOf(inputs)) }
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: account }
    case "aws:index/getRegion:getRegion":
      return { region, name: region }
    case "aws:ses/getActiveReceiptRuleSet:getActiveReceiptRuleSet":
      return { ruleSetName: "everybodys", arn: `arn:aws:ses:${region}:${account}:receipt-rule-set/everybodys` }
    case "aws:index/getPartition:getPartition":
      return { partition: "aws" }
    default:
      throw new Error(`${token} has no mock`)
  }
}

function policyOf(inputs: Inputs): Inputs {
  const statements: Inputs[] = inputs["statements"] ?? []
  return {
    Version: "2012-10-17",
    Statement: statements.map(({ effect, actions, resources, principals, conditions, ...rest }) => {
      const unknown = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null)
      if (unknown.length > 0)
        throw new Error(`a policy statement with ${unknown.map(([key]) => key).join()} has no mock`)
      return {
        Effect: effect ?? "Allow",
        Action: actions,
        Resource: resources,
        ...(principals && { Principal: principals }),
        ...(conditions && { Condition: conditions }),
      }
    }),
  }
}

/** The CLI's side of what components ask it while they are made. */
async function answerRpc(folder: string, builds: Build[]) {
  const answers: Record<string, (argument: Inputs) => unknown> = {
    "Provider.Aws.Bootstrap": () => ({ asset: "sst-asset" }),
    "Runtime.Build": ({ functionID, handler, properties }) => {
      builds.push({ handler, properties })
      const out = join(folder, "built", functionID)
      mkdirSync(out, { recursive: true })
      writeFileSync(join(out, "bundle.mjs"), "export const handler = () => {}\n")
      return { handler: "bundle.handler", out, errors: [], sourcemaps: [] }
    },
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const { method, params } = JSON.parse(Buffer.concat(parts).toString())
      const answer = answers[method]
      response.end(JSON.stringify(answer ? { result: answer(params[0]) } : { error: `${method} has no mock` }))
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  process.env["SST_SERVER"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return server
}
