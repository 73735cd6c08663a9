import { onOff, seconds, setting, wholeNumber } from "./setting-types.js";

/** Settings of what watches send. */
export const watchSettings = {
  WEBHOOK_PRIVATE: setting(
    onOff.default("off"),
    "`on` allows webhooks by http and to addresses of private networks; anyone with the write token can then reach them",
  ),
  WEBHOOK_TIMEOUT: setting(seconds(15), "seconds within which the receiver of a webhook must respond"),
  WEBHOOKS: setting(wholeNumber(1, 1_000, 64).default(64), "maximum number of concurrent webhooks"),
};
