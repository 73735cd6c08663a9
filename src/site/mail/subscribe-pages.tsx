import { confirmationHours } from "../../domain/watches/mail/mail-schedule.js";
import { addressOf } from "../parts/links.js";
import { feedsOf } from "../parts/takeaway.js";
import type { Page } from "../routing/route.js";
import type { MailFields } from "./mail-form.js";
import { ScheduleFields } from "./schedule-fields.js";
import type { Watched } from "./watched.js";

interface SubscribeProps {
  watched: Watched;
  fields: MailFields;
  /** Why the last attempt was refused. */
  problem?: string | undefined;
}

/** A form that subscribes an address to what a page shows. */
export function subscribePage({ watched, fields, problem }: SubscribeProps): Page {
  const { title, query } = watched;
  return {
    ...pageOf(watched, "Subscribe by email"),
    body: (
      <section class="mail">
        <h1>Subscribe by email</h1>
        <p>{title}</p>
        {problem !== undefined && (
          <p class="note problem" role="alert">
            {problem}
          </p>
        )}
        <form method="post" action={addressOf("/subscribe", query)}>
          <div class="field wide">
            <label for="mail-address">Email address</label>
            <input
              id="mail-address"
              type="email"
              name="address"
              value={fields.address}
              autocomplete="email"
              required
              maxLength={254}
            />
          </div>
          <ScheduleFields {...fields} isNew={problem === undefined} />
          <button type="submit">Subscribe</button>
        </form>
        <p class="hint">
          You get one email that asks to confirm, and nothing else until you do. Emails without new papers are
          not sent, and each has a link that unsubscribes. Nothing in them is tracked.
        </p>
      </section>
    ),
  };
}

export function requestedPage(watched: Watched, address: string): Page {
  return {
    ...pageOf(watched, "Confirm your address"),
    body: (
      <section class="mail">
        <h1>Confirm your address</h1>
        <p>
          An email is on its way to <strong>{address}</strong>. Open the link in it within {confirmationHours}{" "}
          hours to get: {watched.title}.
        </p>
        <p class="hint">If it does not arrive, look into the folder for spam.</p>
      </section>
    ),
  };
}

/** For servers without an SMTP server. */
export function mailOffPage(watched: Watched): Page {
  return {
    ...pageOf(watched, "Email is off"),
    body: (
      <section class="mail">
        <h1>Email is off</h1>
        <p>
          This server sends no email, because its operator has not set an SMTP server. A feed has the same
          papers: {watched.title}.
        </p>
        <p>
          {feedsOf(watched.title, watched.query).map(({ address, title }) => (
            <a key={address} class="button plain" href={address}>
              {/\((.*)\)/.exec(title)?.[1]}
            </a>
          ))}
        </p>
      </section>
    ),
  };
}

function pageOf({ title, query }: Watched, heading: string): Omit<Page, "body"> {
  return {
    title: `${heading} · papergraph`,
    description: `${heading}: ${title}`,
    address: addressOf("/subscribe", query),
    alternates: feedsOf(title, query),
  };
}
