import type { ComponentChildren } from "preact";
import type { Watch } from "../../domain/watches/watch.js";
import { aboutWatch, whenOf } from "../../domain/watches/watch-words.js";
import { capitalized } from "../../text/capitalized.js";
import type { Page } from "../routing/route.js";
import { defaultFields } from "./mail-form.js";
import { ScheduleFields } from "./schedule-fields.js";
import { viewOf } from "./watched.js";

// Pages that links in mails open. Opening one changes nothing, because programs that look for malware open all links of a mail;
// buttons send a POST.

/** Addresses of buttons, each with a token. */
export interface MailLinks {
  readonly confirm: string;
  readonly manage: string;
  readonly unsubscribe: string;
  readonly resubscribe: string;
}

export function confirmPage(watch: Watch, links: MailLinks): Page {
  return linkPage(
    "Confirm your subscription",
    <>
      <About {...watch} />
      <Button to={links.confirm} text="Confirm" />
      <p class="hint">If you did not request this, close this page. Nothing will be sent.</p>
    </>,
  );
}

export function confirmedPage(watch: Watch, links: MailLinks): Page {
  return linkPage(
    "You are subscribed",
    <>
      <About {...watch} />
      <p>
        <a href={links.manage}>Change when you get it</a> or <a href={viewOf(watch)}>see what is there now</a>
        .
      </p>
    </>,
  );
}

/** @param isChanged whether it shows what was just changed */
export function managePage(watch: Watch, links: MailLinks, isChanged: boolean): Page {
  const { address, frequency, hour, weekday, timeZone } = watch;
  const fields = {
    address: address ?? "",
    frequency: frequency ?? defaultFields.frequency,
    hour: String(hour ?? defaultFields.hour),
    weekday: String(weekday ?? defaultFields.weekday),
    timeZone: timeZone ?? defaultFields.timeZone,
  };
  return linkPage(
    "Your subscription",
    <>
      {isChanged && (
        <p class="note" role="status">
          Changed.
        </p>
      )}
      <About {...watch} />
      {watch.state === "ACTIVE" || watch.state === "PAUSED" ? (
        <>
          <form method="post" action={links.manage}>
            <ScheduleFields {...fields} isNew={false} />
            <button type="submit">Change</button>
          </form>
          <Unsubscribe links={links} />
        </>
      ) : (
        <Ended {...watch} links={links} />
      )}
    </>,
  );
}

export function unsubscribePage(watch: Watch, links: MailLinks): Page {
  if (watch.state === "ENDED" || watch.state === "SUPPRESSED") return unsubscribedPage(watch, links);
  return linkPage(
    "Unsubscribe",
    <>
      <About {...watch} />
      <Unsubscribe links={links} />
    </>,
  );
}

export function unsubscribedPage(watch: Watch, links: MailLinks): Page {
  return linkPage(
    "You are unsubscribed",
    <>
      <About {...watch} />
      <Ended {...watch} links={links} />
    </>,
  );
}

function linkPage(heading: string, body: ComponentChildren): Page {
  return {
    title: `${heading} · papergraph`,
    description: heading,
    address: "/subscribe",
    body: (
      <section class="mail">
        <h1>{heading}</h1>
        {body}
      </section>
    ),
  };
}

function About(watch: Watch) {
  return (
    <p>
      {capitalized(aboutWatch(watch))}, {whenOf(watch)}, to <strong>{watch.address}</strong>.
    </p>
  );
}

function Button({ to, text, name, value }: { to: string; text: string; name?: string; value?: string }) {
  return (
    <form method="post" action={to}>
      <button type="submit" name={name} value={value}>
        {text}
      </button>
    </form>
  );
}

function Unsubscribe({ links }: { links: MailLinks }) {
  return (
    <div class="buttons">
      <Button to={links.unsubscribe} text="Unsubscribe" />
      <Button to={links.unsubscribe} text="Unsubscribe from everything" name="all" value="1" />
    </div>
  );
}

function Ended({ state, stateReason, links }: Watch & { links: MailLinks }) {
  if (state === "SUPPRESSED")
    return <p>Nothing more is sent, because email to this address was refused or reported as spam.</p>;
  if (stateReason === "REPLACED")
    return <p>Another subscription to the same papers has replaced this one.</p>;
  return (
    <>
      <p>You get no more of it.</p>
      <Button to={links.resubscribe} text="Subscribe again" />
    </>
  );
}
