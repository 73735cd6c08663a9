import type { GraphQLError } from "graphql";
import { InputError } from "../../../../domain/values/input-error.js";
import type { Page } from "../../../../site/routing/route.js";
import type { Billing } from "../../../admission/billing.js";
import type { Exchange } from "../../exchange.js";
import type { Caller } from "../../graphql.js";
import { Refusal } from "../../refusals.js";
import { isHeadOrGet } from "../../requests/methods.js";
import type { PendingBodies } from "../../requests/pending-bodies.js";
import { reply } from "../../responses/reply.js";
import type { UnsentResponses } from "../../responses/unsent-responses.js";
import { AskFailed } from "../ask.js";
import { pageHeaders } from "../page-headers.js";
import { receiveForm } from "./form-body.js";
import { type MailPagesOptions, mailPages } from "./mail-actions.js";

export interface MailServing extends MailPagesOptions {
  readonly billing: Billing;
  readonly pending: PendingBodies;
  readonly unsent: UnsentResponses;
  /** Masks unexpected errors. */
  readonly maskError: (error: unknown) => GraphQLError;
  readonly callerOf: (exchange: Exchange, http: Caller["http"]) => Caller;
  readonly render: (exchange: Exchange, page: Page) => string;
}

/** Cost units of a page, and of a subscription. Links in mails cost nothing: unsubscribing must always work. */
const price = { GET: 10, POST: 1_000 };

/** Links in mails are secrets. */
const headers = { ...pageHeaders, "referrer-policy": "no-referrer", "x-robots-tag": "noindex" } as const;

/** Pages about mail, which are made for each request. */
export function createMailPages({
  billing,
  pending,
  unsent,
  maskError,
  callerOf,
  render,
  ...options
}: MailServing) {
  return {
    has: (path: string) => Object.hasOwn(mailPages, path),
    /** @throws Refusal, InputError, AskFailed */
    async answer(exchange: Exchange): Promise<void> {
      const { path, request, response, client } = exchange;
      const { method = "GET", url = "" } = request;
      if (!isHeadOrGet(method) && method !== "POST")
        throw new Refusal("METHOD_NOT_ALLOWED", `${path} accepts only GET, HEAD and POST.`, {
          allow: "GET, HEAD, POST",
        });
      const isPost = method === "POST";
      const form = isPost ? await receiveForm(exchange, pending) : undefined;
      const http = { method: "POST", headers: {}, responseHeaders: {} } as const;
      if (path === "/subscribe") {
        const caller = { ...callerOf(exchange, http), access: "missing" } as const;
        const refusal = await billing.charge(caller, price[isPost ? "POST" : "GET"]);
        if (refusal !== undefined) throw new AskFailed([refusal]);
      }
      const query = new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
      const show = mailPages[path];
      if (show === undefined) return;
      const shown = await show(options, { query, form, client, now: new Date() }).catch((error: unknown) => {
        if (error instanceof InputError || error instanceof Refusal) throw error;
        throw new AskFailed([maskError(error)]);
      });
      if (response.destroyed) return;
      await reply({ ...exchange, headers }, unsent, {
        status: shown.status ?? 200,
        headers: { "cache-control": "no-store", ...http.responseHeaders },
        contentType: "text/html; charset=utf-8",
        body: method === "HEAD" ? "" : render(exchange, shown.page),
      });
    },
  };
}
