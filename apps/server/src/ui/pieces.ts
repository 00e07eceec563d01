import type { SentencePlace } from '@tegata/contract'
import { html, Html, nothing } from './html.ts'
import type { Frame } from './layout.ts'
import { type PageProblem, problemText, words } from './words.ts'

/** What every form posts: where, and the proof that it is ours (S-6). */
export type Form = { action: string; csrf: string }

type FormParts = Form & { body: unknown; name?: string }

/** A form that posts to us. `name` is its class, for the stylesheet. */
export const form = ({ action, csrf, body, name }: FormParts): Html => html`
<form method="post" action="${action}"${name && html` class="${name}"`}>
<input type="hidden" name="csrf" value="${csrf}">
${body}
</form>`

/** What went wrong, said where the person acted and read out at once. */
export const alert = (frame: Frame, problem: PageProblem | undefined): Html =>
  problem === undefined ? nothing : html`<p class="alert" role="alert" id="problem">${problemText(frame, problem)}</p>`

/** What the realm says here in its own words; nothing where it says nothing. */
export function ownSentence({ realm }: Frame, place: SentencePlace): Html {
  const text = realm.sentences?.[place]
  return text === undefined || text === '' ? nothing : html`<p class="own">${text}</p>`
}

/** Something that went well. */
export const success = (text: string): Html => html`<p class="success" role="status">${text}</p>`

export type Field = {
  name: string
  label: string
  type?: 'text' | 'password' | 'email'
  value?: string
  autocomplete?: string
  hint?: string
  /** True when the problem of the page is about this field. */
  wrong?: boolean
  autofocus?: boolean
  required?: boolean
  inputmode?: 'numeric' | 'email'
  /** `code`: large, for digits. `token`: for letters and digits in groups. */
  look?: 'code' | 'token'
  maxlength?: number
}

/** A labelled field. Its id is its name, which is unique on every page of ours. */
export function field({ name, label, type = 'text', value, autocomplete, hint, wrong, autofocus, required = true, inputmode, look, maxlength }: Field): Html {
  const about = [hint && `${name}-hint`, wrong && 'problem'].filter(Boolean).join(' ')
  const plain = type !== 'text' || look !== undefined || autocomplete === 'username'
  return html`
<div class="field">
<label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
<input id="${name}" name="${name}" type="${type}"${value !== undefined && html` value="${value}"`}${
  autocomplete && html` autocomplete="${autocomplete}"`}${inputmode && html` inputmode="${inputmode}"`}${
  plain && html` autocapitalize="none" spellcheck="false"`}${look && html` class="${look}"`}${
  maxlength !== undefined && html` maxlength="${maxlength}"`}${about && html` aria-describedby="${about}"`}${
  wrong && html` aria-invalid="true"`}${required && html` required`}${autofocus && html` autofocus`}>
</div>`
}

/** The field for a one-time code. No `pattern`: phones show blanks, Japanese keyboards write full-width digits. */
export const codeField = (label: string, rest: Partial<Field> = {}): Html =>
  field({ name: 'code', label, autocomplete: 'one-time-code', inputmode: 'numeric', look: 'code', maxlength: 64, ...rest })

/** The main button of a page. */
export const submit = (label: string): Html => html`<p class="actions"><button type="submit" class="primary">${label}</button></p>`

export const linkButton = (href: string, label: string, look?: 'primary'): Html =>
  html`<a class="button${look && ' primary'}" href="${href}">${label}</a>`

/** Sentences in a row: Japanese writes no blank between them. */
export const sentences = ({ language }: Frame, ...all: readonly (Html | string | false | undefined)[]): Html => {
  const said = all.filter((each) => each !== false && each !== undefined)
  return html`${said.map((each, index) => html`${index > 0 && language !== 'ja' && ' '}${each}`)}`
}

/** Posts the answer "not now", with its name and value. */
export type LaterForm = Form & { name: string; value: string }

/** Ends what nobody has to do now. */
export const laterForm = (frame: Frame, later: LaterForm | undefined): Html => later === undefined ? nothing
  : form({ ...later, name: 'quiet', body: html`<button type="submit" class="link" name="${later.name}" value="${later.value}">${words(frame).t('choose.later')}</button>` })

/** Quiet ways on, below the main one. */
export function ways(links: readonly ({ href: string; label: string } | undefined | false)[]): Html {
  const present = links.filter((link) => link !== undefined && link !== false)
  return present.length === 0 ? nothing
    : html`<ul class="ways">${present.map(({ href, label }) => html`<li><a href="${href}">${label}</a></li>`)}</ul>`
}

/** "Can't use your code?" and the like, from a frame. */
export const person = (frame: Frame, username: string | undefined): Html =>
  username === undefined ? nothing : html`<p class="person">${words(frame).t('code.person', { username })}</p>`
