import { html, type Markup } from "./markup.js";

// Styles are inline, because many mail programs drop style sheets; the sheet has what needs a condition. Tables, because Outlook
// lays out nothing else. No images, fonts or other remote content, so that nobody can track who opens a mail.

const font = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
export const styles = {
  heading: `margin:0;${font};font-size:20px;line-height:28px;font-weight:600;color:#1b1f24`,
  text: `margin:0;${font};font-size:15px;line-height:23px;color:#1b1f24`,
  small: `margin:0;${font};font-size:13px;line-height:20px;color:#57606a`,
  title: `${font};font-size:17px;line-height:24px;font-weight:600;color:#0b57d0;text-decoration:none`,
  link: `color:#0b57d0;text-decoration:underline`,
} as const;

const darkSheet = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page,.page td{background-color:#0f1419!important}
.ink{color:#e6edf3!important}
.soft{color:#9da7b1!important}
.link{color:#8ab4f8!important}
.rule{border-color:#2d343c!important}
}`;

/**
 * A page of a mail, at most 600 pixels wide.
 *
 * @param preview what lists of mails show after the subject
 * @param rows one each in the table
 */
export function mailPage(title: string, preview: string, rows: readonly Markup[]): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>${title}</title>
<style>${darkSheet}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#ffffff">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preview}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#ffffff">
<tr><td align="center" style="padding:24px 16px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
${rows}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`.text;
}

/** @param isRuled with a line above */
export function row(content: Markup, isRuled = false): Markup {
  const wrap = "overflow-wrap:anywhere;word-break:break-word";
  return isRuled
    ? html`<tr><td class="rule" align="left" style="padding:20px 0;border-top:1px solid #d8dee4;${wrap}">${content}</td></tr>
`
    : html`<tr><td align="left" style="padding:0 0 20px;${wrap}">${content}</td></tr>
`;
}

export function link(href: string, text: string): Markup {
  return html`<a class="link" href="${href}" style="${styles.link}">${text}</a>`;
}
