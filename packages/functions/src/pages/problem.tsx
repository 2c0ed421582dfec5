import type { Page } from "./page.ts"

export function unknownPage(): Page {
  return {
    status: 404,
    title: "There is no such page",
    body: (
      <>
        <h1>There is no such page</h1>
        <p>
          If a letter led you here, its link may have been broken: open the letter again and use its button. Or{" "}
          <a href="/">begin at the start</a>.
        </p>
      </>
    ),
  }
}

/** Says nothing of what went wrong; the reference finds it in the log. */
export function failedPage(reference: string): Page {
  return {
    status: 500,
    title: "Something went wrong here",
    body: (
      <>
        <h1>Something went wrong here</h1>
        <p>
          It was not you. Try again in a few minutes. If it keeps happening, write to whoever runs this (below) and
          mention <strong>{reference}</strong>.
        </p>
      </>
    ),
  }
}

export function tooLargePage(): Page {
  return {
    status: 413,
    title: "This is too much at once",
    body: (
      <>
        <h1>This is too much at once</h1>
        <p>
          What you sent is longer than a form here can be. Nothing has been kept. Go back, shorten it and send it again.
        </p>
      </>
    ),
  }
}

export function notAFormPage(): Page {
  return {
    status: 415,
    title: "This is not a form",
    body: (
      <>
        <h1>This is not a form</h1>
        <p>
          Pages here take forms only (<code>application/x-www-form-urlencoded</code>). Nothing has been kept.
        </p>
      </>
    ),
  }
}

export function foreignPage(): Page {
  return {
    status: 403,
    title: "This came from another site",
    body: (
      <>
        <h1>This came from another site</h1>
        <p>So nothing has been done. Open the link in your letter and press the button there.</p>
      </>
    ),
  }
}
