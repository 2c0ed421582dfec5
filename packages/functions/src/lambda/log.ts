import { Logger } from "@aws-lambda-powertools/logger"
import type { Log } from "../ports.ts"

const logger = new Logger()

/** One JSON line an event, with the service's name and the level; what happened is its message. */
export const log: Log = ({ event, ...facts }) => logger.info(event, facts)
