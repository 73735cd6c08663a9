import sql from "sql-template-tag";
import { afterEach } from "vitest";
import { createMailDesk, type MailDeskOptions } from "../../../src/domain/watches/mail/mail-desk.js";
import { createSchema } from "../../../src/schema/index.js";
import type { TestDatabase } from "../db/database.js";
import { startApp, type TestApp, type TestAppOptions, useApp } from "../server/app.js";
import { host } from "./mailing.js";

/** A server that takes subscriptions to mail. */
export function startMailSite(
  database: TestDatabase,
  limits: Partial<MailDeskOptions> = {},
  options: TestAppOptions = {},
): Promise<TestApp> {
  return startApp(database, { ...mailSite(limits), ...options });
}

/** The same for all tests of a file, each without watches of those before it. */
export function useMailSite(database: TestDatabase): TestApp {
  afterEach(async () => {
    await database.db.query(sql`delete from watches`);
    await database.db.query(sql`delete from mail_suppressions`);
  });
  return useApp(database, mailSite());
}

function mailSite(limits: Partial<MailDeskOptions> = {}): Pick<TestAppOptions, "mailDesk" | "schema"> {
  const mailDesk = createMailDesk({ host, maxPerHour: 1_000_000, maxPerClient: 1_000_000, ...limits });
  return { mailDesk, schema: createSchema({ mailDesk }) };
}

export interface FormResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Opens a page as a browser, or sends a form. */
export async function browse(
  { origin }: Pick<TestApp, "origin">,
  path: string,
  form?: Record<string, string>,
): Promise<FormResponse> {
  const response = await fetch(`${origin}${path}`, {
    method: form === undefined ? "GET" : "POST",
    headers: { accept: "text/html", "accept-encoding": "identity" },
    redirect: "manual",
    ...(form && { body: new URLSearchParams(form) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Paths of the forms on a page. */
export function actionsIn(text: string): string[] {
  return [...text.matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action = ""]) =>
    action.replaceAll("&amp;", "&"),
  );
}
