/**
 * What AWS asks, in US dollars, in us-east-1 (N. Virginia), as of 2026-11-27. Other regions differ: eu-west-1 by some tenth
 * more. `page`: the vendor's own page. Of DynamoDB, Lambda and CloudWatch, copies of it from July 2025 to February 2026 were
 * compared; the others stand as they are generally known, and were not compared with the page. An operator does so before
 * relying on a cent. `free`: what every account has each month and for good, shared by all that runs in it.
 */
export const prices = {
  region: "us-east-1",
  date: "2026-11-27",
  ses: {
    page: "Amazon SES pricing, à la carte",
    perThousandOut: 0.1,
    perThousandIn: 0.1,
    /** Of what is attached to mail that goes out. Of mail that comes in only whole 256 KB are billed: ours is smaller. */
    perAttachedGb: 0.12,
  },
  dynamodb: {
    page: "Amazon DynamoDB pricing, on-demand capacity, Standard",
    perMillionWrites: 0.625,
    perMillionReads: 0.125,
    perGbMonth: 0.25,
    /** Point-in-time recovery. */
    perBackupGbMonth: 0.2,
    free: { gb: 25 },
  },
  lambda: {
    page: "AWS Lambda pricing, Arm",
    perMillionRequests: 0.2,
    perGbSecond: 0.000_013_333_4,
    free: { requests: 1_000_000, gbSeconds: 400_000 },
  },
  sqs: { page: "Amazon SQS pricing, standard queues", perMillionRequests: 0.4, free: { requests: 1_000_000 } },
  scheduler: { page: "Amazon EventBridge pricing, Scheduler", perMillion: 1, free: { invocations: 14_000_000 } },
  s3: { page: "Amazon S3 pricing, Standard", perThousandPuts: 0.005, perThousandGets: 0.0004 },
  cloudwatch: {
    page: "Amazon CloudWatch pricing",
    perGbOfLogs: 0.5,
    perGbMonthOfLogs: 0.03,
    perAlarm: 0.1,
    perMetric: 0.3,
    free: { gb: 5, alarms: 10, metrics: 10 },
  },
  cloudfront: {
    page: "Amazon CloudFront pricing, pay as you go",
    perTenThousandRequests: 0.01,
    perMillionFunctionCalls: 0.1,
    perGbOut: 0.085,
    free: { requests: 10_000_000, functionCalls: 2_000_000, gb: 1024 },
  },
} as const
export type Prices = typeof prices
