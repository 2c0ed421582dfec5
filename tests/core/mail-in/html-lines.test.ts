import { describe, expect, test } from "vitest"
import { htmlLines } from "@turnabout/core/mail-in/html-lines.ts"
import { bodyLines, newTextOf } from "@turnabout/core/mail-in/new-text.ts"

function read(html: string): string {
  return newTextOf(bodyLines({ html, text: null }), null)
}

describe("HTML as a reader sees it", () => {
  test.each([
    ["lines of divs", "<div>one</div><div>two</div>", "one\ntwo"],
    ["an empty div between", "<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"],
    ["paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo"],
    ["paragraphs without an end", "<p>one<p>two", "one\n\ntwo"],
    ["Outlook's tight paragraphs", "<p class=MsoNormal>one<o:p></o:p></p><p class=MsoNormal>two</p>", "one\ntwo"],
    ["line breaks", "one<br>two<br/>three", "one\ntwo\nthree"],
    ["white space in the source", "<p>one\n   two\t three</p>", "one two three"],
    ["inline elements", "<p>o<b>n</b>e <i>t</i>wo</p>", "one two"],
    ["spaces between elements", "<span>one</span> <span> two</span>", "one two"],
    ["no-break spaces", "one&nbsp;&nbsp;two", "one  two"],
    ["an unordered list", "<ul><li>one</li><li>two</li></ul>", "- one\n- two"],
    ["an ordered list", "<ol><li>one<li>two</ol>", "1. one\n2. two"],
    ["a list in a list", "<ul><li>one<ol><li>two</li></ol></li><li>three</li></ul>", "- one\n1. two\n- three"],
    [
      "Outlook's list",
      "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>walk</p>",
      "·   walk",
    ],
    ["preformatted text", "<pre>one\n  two</pre>", "one\n  two"],
    ["text kept by style", `<div style="white-space: pre-wrap">one\ntwo</div>`, "one\ntwo"],
    [
      "what is hidden",
      `one<div style="display:none">secret</div><style>p{}</style><script>x<y</script><head><title>t</title></head>`,
      "one",
    ],
    ["comments", "one<!-- <p>no</p> --> two<!--[if mso]>no<![endif]-->", "one two"],
    ["named characters", "&lt;b&gt; &amp; caf&eacute; &ldquo;x&rdquo; &euro; &rarr;", "<b> & café “x” € →"],
    ["numbered characters", "a&#8217;&#x2019;&#146;&#0;", "a’’’\ufffd"],
    ["characters that are none", "&nonsense; & &amp &#xZZ; AT&T", "&nonsense; & & &#xZZ; AT&T"],
    ["a bracket that begins nothing", "1 < 2 <3 and a<b", "1 < 2 <3 and a<b"],
    ["attributes with brackets in them", `<a href="x>y" title='a>b'>one</a>`, "one"],
    ["an emoji sent as a picture", `one <img src="x" alt="🎉"><img alt="logo of the company">`, "one 🎉"],
    ["capital letters", "<DIV>one</DIV><BR><P>two</P>", "one\n\ntwo"],
    [
      "an indented paragraph",
      `<blockquote style="margin:0 0 0 40px;border:none;padding:0px">mine</blockquote>`,
      "mine",
    ],
    ["nothing but markup", "<div><br></div>", ""],
  ])("%s", (_name, html, text) => {
    expect(read(html)).toBe(text)
  })
})

test("a passed-on message is the writer's to show", () => {
  const forwarded = `<div dir="ltr">See below.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Eve</b> &lt;eve@example.org&gt;<br>Date: Mon, 23 Nov 2026 at 10:00<br>Subject: The offer<br>To: &lt;ana@example.org&gt;<br></div><br>Two hundred thousand.</div>`
  expect(read(forwarded)).toContain("See below.")
  expect(read(forwarded)).toContain("Two hundred thousand.")
})

test("what stands below the quote inside Gmail's container is the writer's", () => {
  const html = `<div class="gmail_quote"><div class="gmail_attr">On Wed, 25 Nov 2026 at 17:00 Turnabout wrote:<br></div><blockquote class="gmail_quote">Hello <blockquote>a note</blockquote> and more</blockquote><div>mine</div></div>`
  expect(read(html)).toBe("mine")
})

test("bidirectional overrides and zero-width characters do not reach the partner", () => {
  expect(read("<p>a\u202eb\u202c\u2066c\u2069\ufeff\u0007d</p>")).toBe("abcd")
})

test("a line remembers only what the structure says", () => {
  const lines = htmlLines(`mine<blockquote type="cite">theirs</blockquote><div class="gmail_signature">Ana</div>`)
  expect(lines).toEqual([
    { text: "mine", mark: "own" },
    { text: "theirs", mark: "quoted" },
    { text: "Ana", mark: "signature" },
  ])
})
