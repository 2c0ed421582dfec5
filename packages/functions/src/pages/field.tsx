import type { Child } from "hono/jsx"
import type { FieldErrors } from "../forms/fields.ts"

/** What was typed and what is wrong with it: every field of a form takes both from here. */
export type Typed = { readonly fields: URLSearchParams; readonly errors: FieldErrors }

export const nothingTyped: Typed = { fields: new URLSearchParams(), errors: {} }

type FieldProps = {
  readonly typed: Typed
  readonly name: string
  readonly label: Child
  readonly hint?: Child
  readonly required?: boolean
}

/** `labels`: the names of fields whose message alone would not tell which one is meant. */
type SummaryProps = { readonly errors: FieldErrors; readonly labels?: Readonly<Record<string, string>> }

/** What is wrong, above the form, with a link to each field. It takes the focus, so that a screen reader begins there. */
export function ErrorSummary({ errors, labels = {} }: SummaryProps) {
  const entries = Object.entries(errors)
  if (entries.length === 0) return null
  return (
    <div class="errors" role="alert" tabindex={-1} autofocus aria-labelledby="errors-title">
      <h2 id="errors-title">
        {entries.length === 1 ? "One thing to put right" : `${entries.length} things to put right`}
      </h2>
      <ul>
        {entries.map(([field, message]) => (
          <li>
            <a href={`#${field}`}>{labels[field] === undefined ? message : `${labels[field]}: ${message}`}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The names under which a field's hint and error are read out with it. */
function described(id: string, { hint, error }: { readonly hint: boolean; readonly error: boolean }) {
  const names = [...(hint ? [`${id}-hint`] : []), ...(error ? [`${id}-error`] : [])]
  return names.length === 0 ? {} : { "aria-describedby": names.join(" ") }
}

function invalid(error: string | undefined) {
  return error === undefined ? {} : { "aria-invalid": "true" as const }
}

function Hint({ id, children }: { readonly id: string; readonly children?: Child }) {
  return children === undefined ? null : (
    <p class="hint" id={`${id}-hint`}>
      {children}
    </p>
  )
}

function FieldError({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  return error === undefined ? null : (
    <p class="error" id={`${id}-error`}>
      {error}
    </p>
  )
}

type TextFieldProps = FieldProps & {
  readonly type?: "text" | "email" | "url" | "time" | "date" | "datetime-local"
  readonly autocomplete?: string
  readonly inputmode?: "numeric" | "email" | "url"
  readonly narrow?: boolean
  readonly value?: string
  /** The first and the last day that can be chosen. */
  readonly min?: string
  readonly max?: string
}

/** One line of text. `value` is what stands there before anything was typed. */
export function TextField(props: TextFieldProps) {
  const { typed, name, label, hint, required, type, autocomplete, inputmode, narrow, value, min, max } = props
  const error = typed.errors[name]
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <Hint id={name}>{hint}</Hint>
      <FieldError id={name} error={error} />
      <input
        id={name}
        name={name}
        type={type ?? "text"}
        value={typed.fields.get(name) ?? value ?? ""}
        autocomplete={autocomplete ?? "off"}
        {...(inputmode === undefined ? {} : { inputmode })}
        {...(narrow ? { class: "narrow" } : {})}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        {...(required ? { required: true } : {})}
        {...invalid(error)}
        {...described(name, { hint: hint !== undefined, error: error !== undefined })}
      />
    </div>
  )
}

type TextAreaProps = FieldProps & { readonly id?: string; readonly value?: string; readonly rows: number }

/** Several lines of text. `id` where several fields share a name. */
export function TextArea({ typed, name, label, hint, rows, id = name, value }: TextAreaProps) {
  const error = typed.errors[id]
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Hint id={id}>{hint}</Hint>
      <FieldError id={id} error={error} />
      <textarea
        id={id}
        name={name}
        rows={rows}
        {...invalid(error)}
        {...described(id, { hint: hint !== undefined, error: error !== undefined })}
      >
        {value ?? typed.fields.get(name) ?? ""}
      </textarea>
    </div>
  )
}

export type Option = { readonly value: string; readonly label: Child }
type ChoicesProps = FieldProps & {
  readonly options: readonly Option[]
  readonly chosen?: string | undefined
  /** Short answers beside each other. */
  readonly inRow?: boolean
}

/** One of several answers. `chosen` is what is marked before anything was typed. */
export function Choices({ typed, name, label, hint, options, chosen, inRow }: ChoicesProps) {
  const error = typed.errors[name]
  const value = typed.fields.get(name) ?? chosen
  return (
    <fieldset
      class="field"
      role="radiogroup"
      {...invalid(error)}
      {...described(name, { hint: hint !== undefined, error: error !== undefined })}
    >
      <legend>{label}</legend>
      <Hint id={name}>{hint}</Hint>
      <FieldError id={name} error={error} />
      <div class={inRow ? "choices row" : "choices"}>
        {options.map((option, place) => {
          const id = place === 0 ? name : `${name}-${option.value}`
          return (
            <label class="choice" for={id}>
              <input type="radio" id={id} name={name} value={option.value} checked={option.value === value} />
              <span>{option.label}</span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

/** One box to tick, never ticked unless it was before. */
export function Tick({ typed, name, label, required }: FieldProps) {
  const error = typed.errors[name]
  return (
    <div class="field">
      <FieldError id={name} error={error} />
      <label class="choice" for={name}>
        <input
          type="checkbox"
          id={name}
          name={name}
          value="on"
          checked={typed.fields.get(name) === "on"}
          {...(required ? { required: true } : {})}
          {...invalid(error)}
          {...described(name, { hint: false, error: error !== undefined })}
        />
        <span>{label}</span>
      </label>
    </div>
  )
}

type SelectProps = FieldProps & { readonly children?: Child }

/** A list to choose from; the options are its children, the chosen one marked. */
export function Select({ typed, name, label, hint, required, children }: SelectProps) {
  const error = typed.errors[name]
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <Hint id={name}>{hint}</Hint>
      <FieldError id={name} error={error} />
      <select
        id={name}
        name={name}
        {...(required ? { required: true } : {})}
        {...invalid(error)}
        {...described(name, { hint: hint !== undefined, error: error !== undefined })}
      >
        {children}
      </select>
    </div>
  )
}
