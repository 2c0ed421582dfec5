/** The workbench's own sheet, in the colours of the pages: wide, because mailboxes stand side by side. */
export const workbenchStyle = `:root {
  color-scheme: light dark;
  --paper: #fcfbf8;
  --field: #ffffff;
  --ink: #24292b;
  --quiet: #565d61;
  --accent: #1d5c57;
  --on-accent: #fcfbf8;
  --line: #d9d5cb;
  --edge: #7d827f;
  --tint: #f1efe8;
  --wrong: #a1281d;
  font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
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
    --tint: #212628;
    --wrong: #ff9d8f;
  }
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  padding: 1rem clamp(1rem, 3vw, 2.5rem) 3rem;
  background: var(--paper);
  color: var(--ink);
  overflow-wrap: anywhere;
}
h1 {
  margin: 0 0 0.5rem;
  font-size: 1.5rem;
  color: var(--accent);
}
h2,
h3 {
  margin: 0;
  font-size: 1.125rem;
}
h3 {
  font-size: 1rem;
}
p {
  margin: 0.4rem 0;
}
main > p,
.walk > p,
.walk ol {
  max-width: 46rem;
}
a {
  color: var(--accent);
}
:focus-visible,
input[type="datetime-local"]:focus-within {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
[role="alert"] {
  color: var(--wrong);
  font-weight: 600;
}
.hint {
  color: var(--quiet);
  font-size: 0.9rem;
}
.top {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
  gap: 0 1.5rem;
  align-items: start;
}
.clock,
.pairs,
.walk,
.letter {
  margin: 1rem 0;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--tint);
}
.buttons {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
}
.pair + .pair {
  margin-top: 0.75rem;
  padding-top: 0.75rem;
  border-top: 1px solid var(--line);
}
.pair ul,
.pair ol {
  margin: 0.25rem 0;
  padding-inline-start: 1.25rem;
}
h3 .hint {
  font-weight: 400;
}
button,
input,
textarea {
  font: inherit;
}
button {
  min-height: 2.6rem;
  padding: 0.4rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 6px;
  background: transparent;
  color: var(--accent);
  font-weight: 600;
  cursor: pointer;
}
.buttons form:first-child button {
  background: var(--accent);
  color: var(--on-accent);
}
summary {
  padding: 0.25rem 0;
  cursor: pointer;
}
.walk > summary,
.subject {
  font-weight: 600;
}
.letter > summary .hint {
  display: block;
}
.mailboxes {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr));
  gap: 0 1.5rem;
  align-items: start;
}
.mailbox {
  min-width: 0;
  margin-top: 1rem;
}
.letter {
  margin: 0.75rem 0;
  background: var(--field);
}
iframe {
  display: block;
  width: 100%;
  height: 60rem;
  margin: 0.5rem 0;
  border: 1px solid var(--line);
  border-radius: 4px;
  resize: vertical;
}
pre {
  margin: 0.5rem 0;
  font-size: 0.9rem;
  white-space: pre-wrap;
}
.card {
  margin: 0.5rem 0;
  padding: 0.5rem 0.9rem;
  border-inline-start: 4px solid var(--accent);
  background: var(--tint);
}
.card .title {
  font-weight: 600;
}
.card ul {
  margin: 0.25rem 0;
  padding: 0;
  list-style: none;
}
.said {
  margin: 0.5rem 0;
  padding: 0.25rem 0.9rem;
  border-inline-start: 4px solid var(--edge);
}
.said pre {
  margin: 0.25rem 0;
}
.past {
  border-color: var(--edge);
}
.cancelled {
  text-decoration: line-through;
}
.answer {
  margin: 0.5rem 0;
}
.answer .buttons {
  margin: 0.5rem 0;
}
fieldset {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1rem;
  min-width: 0;
  margin: 0;
  padding: 0;
  border: 0;
}
legend {
  padding: 0;
}
fieldset label {
  padding: 0.25rem 0;
}
input[type="radio"] {
  accent-color: var(--accent);
}
.reply {
  margin: 0.75rem 0;
}
textarea,
input[type="datetime-local"] {
  display: block;
  width: 100%;
  margin: 0.25rem 0 0.5rem;
  padding: 0.5rem;
  border: 1px solid var(--edge);
  border-radius: 6px;
  background: var(--field);
  color: inherit;
}
input[type="datetime-local"] {
  max-width: 16rem;
}
footer {
  margin-top: 2rem;
  border-top: 1px solid var(--line);
}
`
