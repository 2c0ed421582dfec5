import { DeleteObjectCommand, GetObjectCommand, NoSuchKey } from "@aws-sdk/client-s3"
import type { S3Client } from "@aws-sdk/client-s3"
import type { ReceivedMail } from "../inbound.ts"

export type BucketOptions = {
  readonly client: S3Client
  readonly bucket: string
  /** What the receipt rule puts before the message id: empty, or with a slash at its end. */
  readonly prefix: string
}

/** Received mail where SES's receipt rule has stored it: one object a mail, by its message id. */
export function mailBucket({ client, bucket, prefix }: BucketOptions): ReceivedMail {
  const at = (messageId: string) => ({ Bucket: bucket, Key: `${prefix}${messageId}` })
  return {
    get: async (messageId) => {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(messageId)))
        if (Body === undefined) throw new Error(`${messageId} has no body`)
        return await Body.transformToByteArray()
      } catch (cause) {
        if (cause instanceof NoSuchKey) return null
        throw cause
      }
    },
    delete: async (messageId) => {
      await client.send(new DeleteObjectCommand(at(messageId)))
    },
  }
}
