/**
 * Makes each letter's frame as tall as its letter, at every width; without it they are as tall as the style sheet says.
 * The frames run no script, so that the page may look into them.
 */
export const framesScript = `const fit = (frame) => {
  const root = frame.contentDocument?.documentElement
  if (!root) return
  const measure = () => {
    frame.style.height = Math.ceil(root.getBoundingClientRect().height) + 4 + "px"
  }
  new ResizeObserver(measure).observe(root)
  measure()
}
for (const frame of document.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => fit(frame))
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childElementCount) fit(frame)
}
`
