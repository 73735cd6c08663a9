import { InputError } from "../../domain/values/input-error.js";
import { parseMailAddress } from "../../domain/values/mail-address.js";
import { liftSuppression, suppressAddress } from "../../domain/watches/mail/suppressions.js";
import type { Builder } from "../builder/builder.js";
import { writable } from "../builder/context.js";

/** Nominal, like those of other writes. */
const cost = { statement: 1_000 };

/** What services that deliver mail report, and how an operator corrects it. */
export function defineMailReports(builder: Builder): void {
  const BounceKind = builder.enumType("BounceKind", {
    description: "Why an address gets no more email.",
    values: {
      BOUNCE: { description: "The address does not exist." },
      COMPLAINT: { description: "The owner of the address reported an email as spam." },
    } as const,
  });
  const address = { required: true, description: "An email address." } as const;
  builder.mutationFields((t) => ({
    reportBounce: t.field({
      type: "Boolean",
      cost,
      description:
        "Sends no more email to an address, and ends its watches. For reports of a service that delivers email; what an SMTP server refuses is recorded without it. Returns true. Requires the write token.",
      args: {
        address: t.arg.string(address),
        kind: t.arg({
          type: BounceKind,
          required: true,
          defaultValue: "BOUNCE",
          description: "What was reported.",
        }),
      },
      resolve: async (_root, { address, kind }, context) => {
        await suppressAddress(writable(context), parseMailAddress(address), kind, context.now);
        return true;
      },
    }),
    allowMail: t.field({
      type: "Boolean",
      cost,
      description:
        "Allows email to an address again that bounced, complained or unsubscribed. Its owner must subscribe again. Returns true. Requires the write token.",
      args: { address: t.arg.string(address) },
      resolve: async (_root, { address }, context) => {
        if (!(await liftSuppression(writable(context), parseMailAddress(address))))
          throw new InputError("address: mail to this address is not suppressed.", "NOT_FOUND");
        return true;
      },
    }),
  }));
}
