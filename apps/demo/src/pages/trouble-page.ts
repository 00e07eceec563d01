import { html, type Html } from '../html.ts'
import type { Messages } from '../messages/en.ts'
import { layout, type Place } from './layout.ts'

type Trouble = {
  t: Messages
  place?: Place
  sentence: string
  /** What the provider said, word for word, for those who build applications. */
  detail?: string
  /** Where a click leads on. */
  back: string
  again?: string
}

/** Something did not work: a sentence, the way on, and the detail folded away. */
export const troublePage = ({ t, place = 'nowhere', sentence, detail, back, again }: Trouble): Html =>
  layout({
    t,
    place,
    title: t.trouble.title,
    main: html`
      <h1>${t.trouble.title}</h1>
      <p role="alert" class="note">${sentence}</p>
      ${detail && html`<p class="quiet"><code>${detail}</code></p>`}
      <p class="actions">
        ${again && html`<a class="button" href="${again}">${t.tryAgain}</a>`}
        <a class="button plain" href="${back}">${t.back}</a>
      </p>`,
  })

/** The provider does not answer: says so, and tries again by itself every three seconds. */
export const downPage = ({ t, place = 'nowhere', sentence, back }: Trouble): Html =>
  layout({
    t,
    place,
    title: t.trouble.downTitle,
    reload: { seconds: 3, when: 'always' },
    main: html`
      <h1>${t.trouble.downTitle}</h1>
      <p role="status" class="note">${sentence}</p>
      <p class="actions"><a class="button" href="">${t.tryAgain}</a> <a class="button plain" href="${back}">${t.back}</a></p>`,
  })
