/** One quiet sheet for every page: light, dark and print; from 320 px up, and at twice the size. */
export const styleSheet = `:root {
  color-scheme: light dark;
  --paper: #fcfbf8;
  --field: #ffffff;
  --ink: #24292b;
  --quiet: #565d61;
  --accent: #1d5c57;
  --on-accent: #fcfbf8;
  --line: #d9d5cb;
  --edge: #7d827f;
  --wrong: #a1281d;
  font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191a;
    --field: #1e2224;
    --ink: #e9e7e2;
    --quiet: #b0b5b8;
    --accent: #93d3ca;
    --on-accent: #16191a;
    --line: #444a4c;
    --edge: #848b8e;
    --wrong: #ff9d8f;
  }
}
*,
*::before,
*::after {
  box-sizing: border-box;
}
html {
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}
body {
  margin: 0 auto;
  max-width: 40rem;
  padding: 0 1.25rem 3rem;
  background: var(--paper);
  color: var(--ink);
  font-size: 1.0625rem;
  overflow-wrap: break-word;
}
body > header {
  padding: 1.25rem 0;
}
.brand {
  display: inline-block;
  padding: 0.25rem 0;
  color: var(--accent);
  font-weight: 650;
  letter-spacing: 0.01em;
  text-decoration: none;
}
.skip {
  position: absolute;
  inset-inline-start: 1rem;
  top: -6rem;
  padding: 0.75rem 1rem;
  background: var(--paper);
}
.skip:focus {
  top: 0.5rem;
}
main:focus {
  outline: none;
}
h1,
h2,
h3,
legend {
  line-height: 1.25;
  font-weight: 650;
  text-wrap: balance;
}
h1 {
  margin: 0.5rem 0 1rem;
  font-size: 1.75rem;
}
h2 {
  margin: 2.25rem 0 0.5rem;
  font-size: 1.25rem;
}
h3 {
  margin: 1.5rem 0 0.25rem;
  font-size: 1.0625rem;
}
p,
ul,
ol,
dl,
blockquote {
  margin: 0 0 1rem;
}
ul,
ol {
  padding-inline-start: 1.4rem;
}
li {
  margin-bottom: 0.3rem;
}
.lead {
  font-size: 1.1875rem;
}
.hint {
  color: var(--quiet);
  font-size: 0.9375rem;
}
a {
  color: var(--accent);
  text-underline-offset: 0.15em;
}
:focus-visible,
input:is([type="time"], [type="date"], [type="datetime-local"]):focus-within {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
  border-radius: 2px;
}
.aside,
.words {
  margin: 1.25rem 0;
  padding: 0.25rem 0 0.25rem 1rem;
  border-inline-start: 3px solid var(--accent);
}
.aside p,
.words p {
  margin: 0;
}
.words {
  white-space: pre-line;
  overflow-wrap: anywhere;
}
.facts {
  border-block: 1px solid var(--line);
  padding: 0.75rem 0;
}
.mine:not([hidden]) {
  display: contents;
}
.facts dt {
  color: var(--quiet);
  font-size: 0.9375rem;
}
.facts dd {
  margin: 0 0 0.6rem;
  overflow-wrap: anywhere;
}
.facts dd:last-child {
  margin-bottom: 0;
}
.hour dd .hint {
  display: block;
}
form {
  margin: 1.5rem 0 1rem;
}
fieldset {
  min-width: 0;
  margin: 0 0 1.75rem;
  padding: 0;
  border: 0;
}
legend {
  padding: 0;
  margin-bottom: 0.5rem;
  font-size: 1.0625rem;
}
#sign-up > fieldset > legend,
form section h2 {
  width: 100%;
  margin: 0.5rem 0 1rem;
  padding-bottom: 0.35rem;
  border-bottom: 1px solid var(--line);
  font-size: 1.1875rem;
}
.field {
  margin: 0 0 1.4rem;
}
.field > label,
fieldset.field > legend {
  display: block;
  margin-bottom: 0.4rem;
  font-weight: 600;
}
.field .hint {
  margin: 0 0 0.35rem;
}
input,
select,
textarea,
button {
  font: inherit;
  color: inherit;
}
input:not([type="radio"], [type="checkbox"]),
select,
textarea {
  display: block;
  width: 100%;
  min-height: 3.125rem;
  padding: 0.6rem 0.7rem;
  border: 1px solid var(--edge);
  border-radius: 6px;
  background: var(--field);
}
input.narrow {
  max-width: 7rem;
}
textarea {
  resize: vertical;
  field-sizing: content;
}
textarea[rows="2"] {
  min-height: 4.5rem;
}
textarea[rows="4"] {
  min-height: 7.6rem;
}
.beside {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
  column-gap: 1rem;
}
.choices {
  display: grid;
  gap: 0.5rem;
}
.choices.row {
  grid-template-columns: repeat(auto-fit, minmax(min(7.5rem, 100%), 1fr));
}
.choice {
  display: flex;
  gap: 0.7rem;
  align-items: flex-start;
  min-height: 2.9rem;
  padding: 0.6rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--field);
  font-weight: 400;
  cursor: pointer;
}
.field > .choice {
  display: flex;
  font-weight: 400;
}
.choice:has(:checked) {
  border-color: var(--accent);
  box-shadow: inset 0 0 0 1px var(--accent);
}
.choice input {
  flex: none;
  width: 1.2rem;
  height: 1.2rem;
  margin: 0.2rem 0 0;
  accent-color: var(--accent);
}
.choice > span {
  min-width: 0;
}
button {
  min-height: 2.9rem;
  padding: 0.65rem 1.4rem;
  border: 1px solid var(--accent);
  border-radius: 6px;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  cursor: pointer;
}
button + .hint {
  margin-top: 0.9rem;
}
button:hover {
  filter: brightness(1.1);
}
button.quiet {
  margin-bottom: 1.4rem;
  background: transparent;
  color: var(--accent);
}
.buttons {
  display: flex;
  flex-wrap: wrap;
  gap: 0.75rem;
}
.buttons button.quiet {
  margin: 0;
}
@media (scripting: enabled) {
  .without-script {
    display: none;
  }
}
@supports selector(:has(*)) {
  .answering:not(:has([name="answer"][value="other"]:checked)) .if-other,
  .answering:not(:has([name="answer"]:is([value="yes"], [value="other"]):checked)) .if-joining {
    display: none;
  }
}
.errors {
  margin: 0 0 1.5rem;
  padding: 0.9rem 1.1rem;
  border: 2px solid var(--wrong);
  border-radius: 6px;
}
.errors h2 {
  margin: 0 0 0.4rem;
  font-size: 1.0625rem;
}
.errors ul {
  margin: 0;
}
.errors a,
.error {
  color: var(--wrong);
}
.error {
  margin: 0 0 0.35rem;
  font-weight: 600;
}
[aria-invalid="true"]:is(input, select, textarea) {
  border: 2px solid var(--wrong);
}
details {
  margin: 0 0 1.5rem;
  padding: 0 1rem;
  border: 1px solid var(--line);
  border-radius: 6px;
}
summary {
  margin: 0 -1rem;
  padding: 0.75rem 1rem;
  font-weight: 600;
  cursor: pointer;
}
nav ul {
  padding: 0;
  list-style: none;
}
main nav a,
body > footer nav a {
  display: inline-block;
  padding: 0.3rem 0;
}
body > footer {
  margin-top: 3.5rem;
  padding-top: 1rem;
  border-top: 1px solid var(--line);
  color: var(--quiet);
  font-size: 0.9375rem;
  overflow-wrap: anywhere;
}
body > footer ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0 1.5rem;
  margin-bottom: 0.5rem;
}
@media (min-width: 34rem) {
  .facts {
    display: grid;
    grid-template-columns: fit-content(10rem) 1fr;
    gap: 0.5rem 1.25rem;
  }
  .facts dt {
    padding-top: 0.1rem;
  }
  .facts dd {
    margin: 0;
  }
  .hour {
    grid-template-columns: 4rem 1fr;
  }
}
@media (forced-colors: active) {
  .choice:has(:checked) {
    outline: 2px solid Highlight;
  }
}
@media (prefers-reduced-motion: no-preference) {
  html {
    scroll-behavior: smooth;
  }
}
@media print {
  :root {
    --paper: #ffffff;
    --ink: #000000;
    --quiet: #333333;
    --accent: #000000;
    --line: #999999;
  }
  body {
    max-width: none;
    font-size: 11pt;
  }
  body > header,
  body > footer nav,
  .skip,
  button,
  nav {
    display: none;
  }
  details > * {
    display: block;
  }
  section {
    break-inside: avoid;
  }
}
`
